import type { Compilable, CompiledQuery, Kysely } from "kysely";

/** A compiled query, and which value each of its parameters is or holds. */
interface Shape<Row> {
  query: CompiledQuery<Row>;
  nameOf: ReadonlyMap<unknown, string>;
}

/**
 * Makes of a query one that kysely builds and compiles when it is first asked, and from then on only takes new values:
 * of a list of twenty rows, building is an eighth of the service's work. For each other set of values that are left out
 * (undefined) there is a query of its own, so `build` may ask whether one is there. It cannot look at one otherwise:
 * it gets symbols in their place. Each must stand in the query as it is, or in an array; errors when first asked if not.
 */
export function compileOnce<Values extends object, Row>(
  database: Pick<Kysely<unknown>, "executeQuery">,
  build: (values: Values) => Compilable<Row>,
): (values: Values) => Promise<Row[]> {
  const shapes = new Map<string, Shape<Row>>();

  function compile(names: string[]): Shape<Row> {
    const marks = names.map((name) => [name, Symbol(name)] as const);
    const query = build(Object.fromEntries(marks) as Values).compile();
    const used = query.parameters.flat();
    for (const [name, mark] of marks) {
      if (!used.includes(mark)) throw new Error(`compileOnce: "${name}" must stand in the query as it is`);
    }
    const shape = { query, nameOf: new Map(marks.map(([name, mark]) => [mark, name])) };
    shapes.set(names.join(), shape);
    return shape;
  }

  return async (values) => {
    const given = new Map(Object.entries(values).filter(([, value]) => value !== undefined));
    const names = [...given.keys()];
    const { query, nameOf } = shapes.get(names.join()) ?? compile(names);
    const fill = (parameter: unknown): unknown => {
      if (Array.isArray(parameter)) return parameter.map(fill);
      const name = nameOf.get(parameter);
      return name === undefined ? parameter : given.get(name);
    };
    const { rows } = await database.executeQuery<Row>({ ...query, parameters: query.parameters.map(fill) });
    return rows;
  };
}
