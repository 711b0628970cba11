/// The order in which the nodes of a kernel are executed.
struct Schedule {
  /// Values that are the same for every element, computed once.
  private(set) var prologue: [Int32] = []
  /// What is done for every vector of elements.
  private(set) var body: [Int32] = []
  /// How often each node is an operand in the body.
  private(set) var bodyUses: [Int32]

  /// The first result of each node, and after each result the next one of the same node.
  private var firstResult: [Int32]
  private var nextResult: [Int32]

  /// Orders nodes as they are, but puts each fold after its value, and stores after their values and
  /// after the first use of every input: an output may be the same memory as an input.
  init(_ nodes: [MachineNode]) {
    bodyUses = [Int32](repeating: 0, count: nodes.count)
    firstResult = [Int32](repeating: MachineNode.none, count: nodes.count)
    nextResult = firstResult
    body.reserveCapacity(nodes.count)
    let end = linkResults(nodes)
    let inputsRead = Schedule.lastFirstRead(nodes, end)
    for place in 0..<end where nodes[place].useCount > 0 {
      if !nodes[place].isLeaf {
        if nodes[place].isInvariant {
          prologue.append(Int32(place))
        } else {
          append(Int32(place), nodes)
        }
      }
      appendResults(of: place, nodes) { $0 != .store }
      if place == inputsRead {
        for earlier in 0..<place { appendResults(of: earlier, nodes) { $0 == .store } }
      }
      if place >= inputsRead { appendResults(of: place, nodes) { $0 == .store } }
    }
  }

  /// Lists the stores and folds of each node and gives the place of the first of them.
  private mutating func linkResults(_ nodes: [MachineNode]) -> Int {
    var place = nodes.count
    while place > 0, nodes[place - 1].isResult {
      place -= 1
      let value = Int(nodes[place].a)
      nextResult[place] = firstResult[value]
      firstResult[value] = Int32(place)
    }
    return place
  }

  /// The last place where an input is used for the first time.
  private static func lastFirstRead(_ nodes: [MachineNode], _ end: Int) -> Int {
    var isRead = [Bool](repeating: false, count: end)
    var last = 0
    for place in 0..<end where nodes[place].useCount > 0 {
      if nodes[place].kind == .load { last = place }
      for operand in 0..<3 {
        let value = Int(nodes[place][operand])
        guard value >= 0, nodes[value].kind == .load, !isRead[value] else { continue }
        isRead[value] = true
        last = place
      }
    }
    return last
  }

  private mutating func append(_ place: Int32, _ nodes: [MachineNode]) {
    body.append(place)
    for operand in 0..<3 {
      let value = nodes[Int(place)][operand]
      if value >= 0 { bodyUses[Int(value)] += 1 }
    }
  }

  private mutating func appendResults(
    of place: Int,
    _ nodes: [MachineNode],
    where isWanted: (MachineNode.Kind) -> Bool
  ) {
    var result = firstResult[place]
    while result >= 0 {
      if isWanted(nodes[Int(result)].kind) { append(result, nodes) }
      result = nextResult[Int(result)]
    }
  }
}
