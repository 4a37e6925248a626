// Proves which schedules and time zones are let through, and what is said of the others. The forms are those of AWS's
// documentation; that AWS refuses no more is not proven.
import assert from "node:assert/strict";
import { checkSchedule, checkTimezone } from "../../src/validation/schedules.ts";

const reasonsOf = (schedule: string) => checkSchedule("schedule", schedule).map(({ reason }) => reason);

const accepted = [
  "cron(0 8 ? * MON-FRI *)",
  "cron(0/15 * * * ? *)",
  "cron(0,30 8-18/2 1,15 JAN-MAR ? 2027-2030)",
  "cron(15 10 ? * 6L *)",
  "cron(15 10 ? * TUE#2 *)",
  "cron(15 10 L * ? *)",
  "cron(15 10 LW * ? *)",
  "cron(15 10 31W 12 ? 2199)",
  "rate(1 minute)",
  "rate(12 hours)",
  "rate(7 days)",
  "at(2028-02-29T23:59:59)",
];

const sixFields =
  "must have six fields in cron(), separated by one space: minutes, hours, day of month, month, day of week and year";
const form = 'must be "cron(<six fields>)", "rate(<number> <unit>)" or "at(<yyyy-mm-ddThh:mm:ss>)"';
const rate = "must have a whole number and minutes, hours or days in rate(), without s after 1";
const time = "must have a time that exists in at(), as at(2027-01-31T08:00:00)";
const day = 'must have "?" for either the day of month or the day of week in cron()';
const valid = (field: string) => `must have a valid ${field} in cron()`;

const refused: [string, string][] = [
  ["0 8 * * *", form],
  ["Cron(0 8 * * ? *)", form],
  ["cron(0 8 * * *)", sixFields],
  ["cron(0  8 * * ? *)", sixFields],
  ["cron(60 8 * * ? *)", valid("minutes")],
  ["cron(0 24 * * ? *)", valid("hours")],
  ["cron(? 8 * * ? *)", valid("minutes")],
  ["cron(0/0 8 * * ? *)", valid("minutes")],
  ["cron(0/5/5 8 * * ? *)", valid("minutes")],
  ["cron(0, 8 * * ? *)", valid("minutes")],
  ["cron(0 8-10-12 * * ? *)", valid("hours")],
  ["cron(0 8 0 * ? *)", valid("day of month")],
  ["cron(0 8 32W * ? *)", valid("day of month")],
  ["cron(0 8 * 13 ? *)", valid("month")],
  ["cron(0 8 * Jan ? *)", valid("month")],
  ["cron(0 8 ? * 0 *)", valid("day of week")],
  ["cron(0 8 ? * MON#6 *)", valid("day of week")],
  ["cron(0 8 ? * ? 1969)", valid("year")],
  ["cron(0 8 * * MON *)", day],
  ["cron(0 8 ? * ? *)", day],
  ["rate(0 minutes)", rate],
  ["rate(1 hours)", rate],
  ["rate(2 hour)", rate],
  ["rate(1.5 hours)", rate],
  ["rate(2 weeks)", rate],
  ["at(2027-01-31)", time],
  ["at(2027-02-29T08:00:00)", time],
  ["at(2027-01-31T24:00:00)", time],
  ["at(2027-13-01T08:00:00)", time],
];

describe("a schedule", () => {
  for (const schedule of accepted) {
    it(`may be ${schedule}`, () => assert.deepEqual(reasonsOf(schedule), []));
  }

  for (const [schedule, reason] of refused) {
    it(`rejects ${schedule}`, () => {
      assert.deepEqual(reasonsOf(schedule), [`${reason}, got ${JSON.stringify(schedule)}`]);
    });
  }
});

describe("a time zone", () => {
  for (const timezone of [
    undefined,
    "UTC",
    "Asia/Seoul",
    "Asia/Kolkata",
    "Etc/GMT+9",
    "America/Argentina/Salta",
  ]) {
    it(`may be ${timezone}`, () => assert.deepEqual(checkTimezone("timezone", timezone), []));
  }

  for (const timezone of ["", "Seoul", "asia/seoul", "Asia/SEOUL", "+09:00"]) {
    it(`rejects "${timezone}"`, () => {
      const got = timezone === "" ? "nothing" : `"${timezone}"`;
      assert.deepEqual(checkTimezone("timezone", timezone), [
        {
          propertyPath: "timezone",
          reason: `must be the name of an IANA time zone such as "Asia/Seoul" or "UTC", got ${got}`,
        },
      ]);
    });
  }
});
