/// Pointwise operations that are executed in one pass over memory.
struct PointwiseGroup: Hashable, Sendable {
  /// Elements of every operand and result.
  var count: Int

  /// The operations, in order.
  var operations: [PointwiseOperation]

  /// The storages that come from outside, in the order of their first use.
  var inputs: [Int] = []

  /// The results that are needed outside.
  var outputs: [Int] = []
}

/// What an executor does one after the other.
enum ScheduledOperation: Hashable, Sendable {
  case group(PointwiseGroup)
  case single(Operation)
}

extension Graph {
  /// A part of the graph's operations, with neighbouring pointwise operations fused.
  ///
  /// A pointwise operation joins the last group of its size if that group comes last or feeds it, and
  /// nothing it reads is written after the group. Results that only their own group reads never reach
  /// memory.
  func schedule(_ part: Range<Int>, keeping results: Set<Int>) -> [ScheduledOperation] {
    var items: [ScheduledOperation] = []
    var lastWriter: [Int: Int] = [:]
    var lastGroup: [Int: Int] = [:]
    for operation in operations[part] {
      guard case .pointwise(let pointwise) = operation else {
        lastWriter[operation.target] = items.count
        items.append(.single(operation))
        continue
      }
      let count = pointwise.result.count
      let written = operation.sources.map { lastWriter[$0, default: -1] }
      if let place = lastGroup[count], case .group(var group) = items[place],
        written.allSatisfy({ $0 <= place }), place == items.count - 1 || written.contains(place)
      {
        group.operations.append(pointwise)
        items[place] = .group(group)
        lastWriter[operation.target] = place
      } else {
        lastGroup[count] = items.count
        lastWriter[operation.target] = items.count
        items.append(.group(PointwiseGroup(count: count, operations: [pointwise])))
      }
    }
    var readers = [Int](repeating: 0, count: storageCounts.count)
    for operation in operations { for source in operation.sources { readers[source] += 1 } }
    return items.map { item in
      guard case .group(var group) = item else { return item }
      group.connect(readers: readers, keeping: results)
      return .group(group)
    }
  }
}

extension PointwiseGroup {
  /// Finds the inputs, and the results that somebody else reads.
  fileprivate mutating func connect(readers: [Int], keeping results: Set<Int>) {
    let produced = Set(operations.map(\.result.storage))
    var ownReaders: [Int: Int] = [:]
    for operation in operations {
      for source in Operation.pointwise(operation).sources {
        if produced.contains(source) {
          ownReaders[source, default: 0] += 1
        } else if !inputs.contains(source) {
          inputs.append(source)
        }
      }
    }
    outputs = operations.map(\.result.storage).filter {
      results.contains($0) || readers[$0] > ownReaders[$0, default: 0]
    }
  }
}
