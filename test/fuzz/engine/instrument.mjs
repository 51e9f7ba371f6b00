/**
 * `code` with a counter at the start of every branch (function bodies, both sides of conditions, loop bodies, cases,
 * the right side of `&&`, `||` and `??`, handlers), numbered from `first`; the string literals in it become words that inputs are made of.
 * @param tree its ESTree
 */
export function instrumented(code, tree, first) {
  const inserts = []
  const words = new Set()
  let next = first
  const counter = () => `__b[${next++ & 0xffff}]++`

  function statement(node) {
    if (node === null || node === undefined) return
    if (node.type === 'BlockStatement') inserts.push([node.start + 1, `${counter()};`])
    else inserts.push([node.start, `{${counter()};`], [node.end, '}'])
  }

  function expression(node) {
    inserts.push([node.start, `(${counter()},`], [node.end, ')'])
  }

  function mark(node) {
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return node.body.type === 'BlockStatement' ? statement(node.body) : expression(node.body)
      case 'IfStatement':
        statement(node.consequent)
        return statement(node.alternate)
      case 'ConditionalExpression':
        expression(node.consequent)
        return expression(node.alternate)
      case 'LogicalExpression':
        return expression(node.right)
      case 'ForStatement':
      case 'ForOfStatement':
      case 'ForInStatement':
      case 'WhileStatement':
        return statement(node.body)
      case 'SwitchCase':
        if (node.consequent.length > 0) inserts.push([node.consequent[0].start, `${counter()};`])
        return
      case 'CatchClause':
        return statement(node.body)
      case 'Literal':
        if (typeof node.value === 'string' && node.value.length < 40) words.add(node.value)
    }
  }

  function visit(node) {
    mark(node)
    for (const [name, child] of Object.entries(node)) {
      if (name === 'type' || name === 'start' || name === 'end') continue
      if (Array.isArray(child)) for (const each of child) isNode(each) && visit(each)
      else if (isNode(child)) visit(child)
    }
  }

  for (const part of tree.body) if (part.type !== 'ImportDeclaration') visit(part)
  return { text: `const __b = globalThis.__branches;${added(words)}${spliced(code, inserts)}`, count: next - first }
}

function isNode(value) {
  return typeof value === 'object' && value !== null && typeof value.type === 'string'
}

function added(words) {
  return `for (const w of ${JSON.stringify([...words])}) globalThis.__words.add(w);`
}

/** Of inserts at one place, what ends something comes first, in the order of nesting, then what begins something. */
function spliced(code, inserts) {
  const ordered = inserts.map(([at, text], order) => ({ at, text, order, ends: /^[)}]/.test(text) }))
  ordered.sort(
    (a, b) => a.at - b.at || Number(b.ends) - Number(a.ends) || (a.ends ? b.order - a.order : a.order - b.order),
  )
  let out = ''
  let from = 0
  for (const { at, text } of ordered) {
    out += code.slice(from, at) + text
    from = at
  }
  return out + code.slice(from)
}
