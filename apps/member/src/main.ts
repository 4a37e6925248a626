import { runService } from "@starter/service-kit";
import { buildApp } from "./build-app.ts";
import { migrations } from "./migrations.ts";
import { variables } from "./variables.ts";

await runService({ name: "member", variables, migrations, buildApp }, process.env, process.argv.slice(2));
