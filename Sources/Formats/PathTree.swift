/// The member paths that a mapping names, as one tree, so that a document is walked once for all of them.
struct PathTree: Sendable {
  struct Node: Sendable {
    var nameStart: Int
    var nameCount: Int
    /// The name read as an array position; −1 when it is none.
    var arrayIndex: Int
    /// Where a value found here is kept; −1 when nobody asked for it.
    var slot = -1
    var firstChild = -1
    var nextSibling = -1
  }

  private(set) var nodes = [Node(nameStart: 0, nameCount: 0, arrayIndex: -1)]
  private(set) var names: [UInt8] = []
  private(set) var slotCount = 0

  /// The node of a path, made when it is not there.
  mutating func node(_ steps: [String]) -> Int {
    var current = 0
    for step in steps { current = child(of: current, named: Array(step.utf8)) }
    return current
  }

  /// The slot of a path; equal paths share one.
  mutating func slot(_ steps: [String]) -> Int {
    let node = node(steps)
    if nodes[node].slot < 0 {
      nodes[node].slot = slotCount
      slotCount += 1
    }
    return nodes[node].slot
  }

  private mutating func child(of parent: Int, named name: [UInt8]) -> Int {
    var last = -1
    var child = nodes[parent].firstChild
    while child >= 0 {
      let node = nodes[child]
      if names[node.nameStart..<node.nameStart + node.nameCount].elementsEqual(name) { return child }
      last = child
      child = node.nextSibling
    }
    let index = Int(String(decoding: name, as: UTF8.self)) ?? -1
    nodes.append(Node(nameStart: names.count, nameCount: name.count, arrayIndex: index))
    names.append(contentsOf: name)
    if last >= 0 {
      nodes[last].nextSibling = nodes.count - 1
    } else {
      nodes[parent].firstChild = nodes.count - 1
    }
    return nodes.count - 1
  }
}
