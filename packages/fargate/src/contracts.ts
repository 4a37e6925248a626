// What tools read of this package without loading Pulumi: the contracts between a stack and the outside.
export { type OwnVpcLayout, ownVpcResources } from "./platform/own-vpc.ts";
export { type PlatformOutputs, standInPlatformOutputs } from "./platform/platform-outputs.ts";
export { ruleLimits } from "./service/route.ts";
export { readRewrite, rewriteExpression } from "./service/route-rewrite.ts";
export { type ParsedHealth, parseHealthCommand } from "./task/health.ts";
export { isStandInImage } from "./task/stand-in-image.ts";
