export { bundle as default } from "@starter/service-kit/bundling";
