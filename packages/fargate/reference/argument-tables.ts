import { join } from "node:path";
import { type Docstring, parseDocstring } from "./docstring.ts";
import { type Declaration, type SourceFile, sourceFile, type TypeNode } from "./source-file.ts";

/** One argument of a component. */
export interface Argument {
  name: string;
  /** From the component's arguments on: `scaling.count`, `containers.<name>.port`. */
  path: string;
  required: boolean;
  doc: Docstring;
  /** Whether it is a number. */
  numeric: boolean;
  /** Texts and booleans that it may be, when its type names them. */
  literals: (string | boolean)[];
  /** Heading of the table, or the first of the tables, with what it consists of. */
  group?: string;
}

/** The arguments of one type at one place. */
export interface ArgumentTable {
  /** Where it stands below the component; empty for the component itself. */
  path: string;
  /** Name of the type; empty when it is written in place. */
  type: string;
  /** Whether it is one of several types that can stand there. */
  variant: boolean;
  /** `kind: "private"`, when a fixed value says that it is this type. */
  tag?: string;
  /** Place and type as one text. */
  heading: string;
  doc: Docstring;
  arguments: Argument[];
}

/** A component, or a function, and its arguments. */
export interface ComponentReference {
  name: string;
  doc: Docstring;
  tables: ArgumentTable[];
}

const index = join(import.meta.dirname, "../src/index.ts");

/** Written by `releasedImages`, not by people. */
const opaque = new Set(["UnreleasedImage"]);

/** Names of the component classes that the package exports. */
export function exportedComponents(): string[] {
  const file = sourceFile(index);
  return file.reexported.filter((name) => {
    const node = file.resolve(name)?.node;
    return node?.type === "ClassDeclaration" && node.superClass != null;
  });
}

/** A component's arguments, read from the type that its constructor takes (for a function: its first parameter). */
export function componentReference(name: string): ComponentReference {
  const declaration = sourceFile(index).resolve(name);
  const type = declaration && argumentsType(declaration);
  if (type === undefined) throw new Error(`${name} must be exported and take arguments, got none`);
  const reference: ComponentReference = { name, doc: parseDocstring(declaration?.comment ?? ""), tables: [] };
  addTables(reference, "", type.node, type.file);
  return reference;
}

interface TypeInFile {
  node: TypeNode;
  file: SourceFile;
}

function argumentsType({ node, file }: Declaration): TypeInFile | undefined {
  const parameters = (() => {
    if (node.type === "FunctionDeclaration") return node.params;
    if (node.type !== "ClassDeclaration") return [];
    for (const member of node.body.body) {
      if (member.type === "MethodDefinition" && member.kind === "constructor") return member.value.params;
    }
    return [];
  })();
  for (const parameter of parameters) {
    if (!("name" in parameter) || parameter.name !== "args") continue;
    const annotation = parameter.typeAnnotation?.typeAnnotation;
    if (annotation != null) return { node: annotation, file };
  }
  return undefined;
}

function addTables(
  reference: ComponentReference,
  path: string,
  node: TypeNode,
  file: SourceFile,
): string | undefined {
  const shapes = shapesOf(node, file);
  let first: string | undefined;
  for (const shape of shapes) {
    const known = reference.tables.find(({ type }) => type !== "" && type === shape.type);
    const variant = shapes.length > 1;
    const place = path === "" ? reference.name : `${reference.name} ${path}`;
    const heading = variant ? `${place}: ${shape.type}` : place;
    first ??= known?.heading ?? heading;
    if (known !== undefined) continue;
    const table: ArgumentTable = { path, type: shape.type, variant, heading, doc: shape.doc, arguments: [] };
    reference.tables.push(table);
    // What must be given stands first, inherited or not.
    const members = [...shape.members].sort((a, b) => Number(b.required) - Number(a.required));
    for (const member of members) addArgument(reference, table, member);
  }
  return first;
}

function addArgument(reference: ComponentReference, table: ArgumentTable, member: Member): void {
  const { name, required, node, file } = member;
  const literals = literalsOf(node, file);
  if (required && literals.length === 1) {
    table.tag = `${name}: ${JSON.stringify(literals[0])}`;
    return;
  }
  const path = table.path === "" ? name : `${table.path}.${name}`;
  const argument: Argument = {
    name,
    path,
    required,
    doc: documentation(member),
    numeric: node.type === "TSNumberKeyword",
    literals,
  };
  table.arguments.push(argument);
  const values = recordValues(node);
  argument.group = addTables(reference, values === undefined ? path : `${path}.<name>`, values ?? node, file);
}

/** What the docstring says, and of what the thing is, if it leaves that open, what the type's says. */
function documentation({ comment, node, file }: Member): Docstring {
  const doc = parseDocstring(comment);
  const type = referred(node, file);
  if (doc.sentence !== "" || type === undefined) return doc;
  const { sentence, links } = parseDocstring(type.comment);
  return { ...doc, sentence, links: [...doc.links, ...links] };
}

interface Member extends TypeInFile {
  name: string;
  comment: string;
  required: boolean;
}

interface Shape {
  type: string;
  doc: Docstring;
  members: Member[];
}

/** The interfaces that a type of this package consists of, or may be one of. */
function shapesOf(node: TypeNode, file: SourceFile): Shape[] {
  switch (node.type) {
    case "TSUnionType":
    case "TSIntersectionType":
      return node.types.flatMap((type) => shapesOf(type, file));
    case "TSParenthesizedType":
      return shapesOf(node.typeAnnotation, file);
    case "TSTypeLiteral":
      return [{ type: "", doc: parseDocstring(""), members: membersOf(node.members, file) }];
    case "TSTypeReference": {
      const declaration = referred(node, file);
      if (declaration === undefined || opaque.has(declaration.name)) return [];
      if (declaration.node.type === "TSTypeAliasDeclaration") {
        return shapesOf(declaration.node.typeAnnotation, declaration.file);
      }
      if (declaration.node.type !== "TSInterfaceDeclaration") return [];
      const { name, comment } = declaration;
      return [{ type: name, doc: parseDocstring(comment), members: interfaceMembers(declaration) }];
    }
    default:
      return [];
  }
}

function interfaceMembers({ node, file }: Declaration): Member[] {
  if (node.type !== "TSInterfaceDeclaration") return [];
  const inherited = node.extends.flatMap(({ expression, typeArguments }) => {
    const name = "name" in expression ? String(expression.name) : "";
    const [of] = typeArguments?.params ?? [];
    const parent = name === "Partial" && of !== undefined ? referred(of, file) : file.resolve(name);
    const members = parent === undefined ? [] : interfaceMembers(parent);
    return name === "Partial" ? members.map((member) => ({ ...member, required: false })) : members;
  });
  const own = membersOf(node.body.body, file);
  // What an interface narrows stands in it once more.
  const narrowed = new Set(own.map(({ name }) => name));
  return [...own, ...inherited.filter(({ name }) => !narrowed.has(name))];
}

type Signature = Extract<TypeNode, { type: "TSTypeLiteral" }>["members"][number];

function membersOf(signatures: readonly Signature[], file: SourceFile): Member[] {
  return signatures.flatMap((signature) => {
    if (signature.type !== "TSPropertySignature" || !("name" in signature.key)) return [];
    const node = signature.typeAnnotation?.typeAnnotation;
    if (node === undefined) return [];
    const comment = file.commentBefore(signature);
    return [{ name: String(signature.key.name), comment, required: !signature.optional, node, file }];
  });
}

function referred(node: TypeNode, file: SourceFile): Declaration | undefined {
  if (node.type !== "TSTypeReference" || !("name" in node.typeName)) return undefined;
  return file.resolve(node.typeName.name);
}

/** `T` of `Record<string, T>`. */
function recordValues(node: TypeNode): TypeNode | undefined {
  if (node.type !== "TSTypeReference" || !("name" in node.typeName)) return undefined;
  return node.typeName.name === "Record" ? node.typeArguments?.params[1] : undefined;
}

function literalsOf(node: TypeNode, file: SourceFile): (string | boolean)[] {
  switch (node.type) {
    case "TSUnionType":
      return node.types.flatMap((type) => literalsOf(type, file));
    case "TSBooleanKeyword":
      return [true, false];
    case "TSLiteralType": {
      const value = "value" in node.literal ? node.literal.value : undefined;
      return typeof value === "string" || typeof value === "boolean" ? [value] : [];
    }
    case "TSTypeReference": {
      const declaration = referred(node, file);
      if (declaration?.node.type !== "TSTypeAliasDeclaration") return [];
      return literalsOf(declaration.node.typeAnnotation, declaration.file);
    }
    default:
      return [];
  }
}
