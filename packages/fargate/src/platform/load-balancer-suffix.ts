/**
 * What names a load balancer in metrics, `app/<name>/<id>`: the end of its listener's ARN but for the listener's own id.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function loadBalancerSuffix(listenerArn: string): string {
  return /:listener\/(.*)\/[^/]+$/.exec(listenerArn)?.[1] ?? "";
}
