internal import OptProgram

/// An order of statements in which each comes after what it reads, and after those that read what it
/// overwrites.
struct Schedule {
  /// A statement to be ordered.
  struct Item {
    /// The class it computes, nil for a copy.
    var place: Int?

    /// The variable it assigns.
    var target: Variable?

    /// The variable or number it copies, if it is a copy.
    var source: Operand?

    /// Statements with a smaller position come first where they may.
    var position: Int

    /// The items it must come after.
    var after: [Int]

    /// The variables whose value at the start of the list it reads.
    var reads: [Variable]
  }

  var items: [Item] = []

  mutating func append(_ item: Item) -> Int {
    items.append(item)
    return items.count - 1
  }

  /// Lets an item assign a variable, if an order remains: all who read the old value come before.
  mutating func bind(_ index: Int, to variable: Variable) -> Bool {
    guard items[index].target == nil else { return false }
    let before = items[index]
    items[index].target = variable
    items[index].after += readers(of: variable).filter { $0 != index }
    if order() != nil { return true }
    items[index] = before
    return false
  }

  func readers(of variable: Variable) -> [Int] {
    items.indices.filter { items[$0].reads.contains(variable) }
  }

  /// Puts all who read a variable's old value before those who assign it, as `bind` did for those that
  /// were there.
  mutating func protect(_ variable: Variable) {
    for writer in items.indices where items[writer].target == variable {
      items[writer].after += readers(of: variable).filter {
        $0 != writer && !items[writer].after.contains($0)
      }
    }
  }

  /// The items in order, the earliest position first among those that may come next; nil if they wait
  /// for one another in a circle.
  func order() -> [Int]? {
    var result: [Int] = []
    var isDone = Array(repeating: false, count: items.count)
    while result.count < items.count {
      let next = items.indices.filter { index in
        !isDone[index] && items[index].after.allSatisfy { isDone[$0] }
      }.min { (items[$0].position, $0) < (items[$1].position, $1) }
      guard let next else { return nil }
      isDone[next] = true
      result.append(next)
    }
    return result
  }
}
