// Stands in for Pulumi's engine in both modes, counts the registrations and reports what the process used.
const pulumi = require("@pulumi/pulumi");

/** Evaluates a program under mocks and prints `{ resources, maxRssMiB }` as one line of JSON. */
module.exports = async function evaluate(load) {
  let resources = 0;
  const newResource = ({ name, inputs }) => {
    resources += 1;
    const subnetIds = ["subnet-a", "subnet-b"];
    return {
      id: name,
      state: { arn: `arn:${name}`, name, vpcId: "vpc", publicSubnetIds: subnetIds, ...inputs },
    };
  };
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "bench", "dev", false);
  await load();
  await pulumi.runtime.disconnect();
  console.log(JSON.stringify({ resources, maxRssMiB: Math.round(process.resourceUsage().maxRSS / 1024) }));
};
