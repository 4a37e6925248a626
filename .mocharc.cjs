{
  "spec": ["test/**/*.test.ts"],
  "timeout": 60000,
  "reporter": "dot",
  "forbid-only": true
}
