/// An operation that only moves, adds or compares elements, with the addresses it works on.
///
/// Written once for every element type. A conformance of `GraphScalar` runs it, and so makes the
/// compiler specialise it: through a generic class it would stay slow.
package struct ResolvedMove<Scalar: BinaryFloatingPoint> {
  private let operation: Operation
  private let source: UnsafePointer<Scalar>
  private let target: UnsafeMutablePointer<Scalar>
  private let places: UnsafePointer<Int32>?

  /// A fixed table of rows as runs of neighbours; empty where the indices are an input.
  private let runs: [IndexRun]

  /// An operation with the addresses of its operands.
  init(
    _ operation: Operation,
    storages: [UnsafeMutablePointer<Scalar>],
    indices: [UnsafeMutablePointer<Int32>],
    sources indexSources: [Graph.IndexSource]
  ) {
    self.operation = operation
    runs =
      switch operation {
      case .gather(_, let array, _), .scatter(_, let array, _, _):
        IndexRun.runs(of: indexSources[array.array])
      case .product, .pointwise, .expandRows, .expandColumns, .sumRows, .sumColumns, .maxRows,
        .pick, .unpick:
        []
      }
    source = UnsafePointer(storages[operation.sources[0]])
    target = storages[operation.target]
    switch operation {
    case .gather(_, let array, _), .scatter(_, let array, _, _), .pick(_, let array, _),
      .unpick(_, let array, _, _):
      places = UnsafePointer(indices[array.array])
    case .product, .pointwise, .expandRows, .expandColumns, .sumRows, .sumColumns, .maxRows:
      places = nil
    }
  }

  /// Executes the operation.
  @inline(__always)
  func run() {
    switch operation {
    case .product, .pointwise: preconditionFailure("prepared in another way")
    case .expandRows(_, let result):
      for row in 0..<result.rows {
        (target + row * result.cols).update(repeating: source[row], count: result.cols)
      }
    case .expandColumns(_, let result):
      for row in 0..<result.rows {
        (target + row * result.cols).update(from: source, count: result.cols)
      }
    case .sumRows(let matrix, _, let accumulates): sumRows(matrix, accumulates)
    case .sumColumns(let matrix, _, let accumulates):
      if !accumulates { target.update(repeating: 0, count: matrix.cols) }
      for row in 0..<matrix.rows { add(source + row * matrix.cols, to: target, matrix.cols) }
    case .maxRows(let matrix, _): maxRows(matrix)
    case .gather(_, _, let result): gather(result)
    case .scatter(let rows, _, let table, let accumulates):
      if !accumulates { target.update(repeating: 0, count: table.count) }
      scatter(rows)
    case .pick(let matrix, _, _): pick(matrix)
    case .unpick(_, _, let matrix, let accumulates):
      if !accumulates { target.update(repeating: 0, count: matrix.count) }
      unpick(matrix)
    }
  }

  /// Sums each row: 16 lanes from +0, lane = index modulo 16, folded in index order.
  @inline(__always)
  private func sumRows(_ matrix: Tensor, _ accumulates: Bool) {
    for row in 0..<matrix.rows {
      let start = source + row * matrix.cols
      let sum = matrix.cols <= 16 ? shortSum(start, matrix.cols) : laneSum(start, matrix.cols)
      target[row] = accumulates ? target[row] + sum : sum
    }
  }

  @inline(__always)
  private func shortSum(_ row: UnsafePointer<Scalar>, _ count: Int) -> Scalar {
    var sum: Scalar = 0
    for place in 0..<count { sum += row[place] }
    return sum
  }

  @inline(__always)
  private func laneSum(_ row: UnsafePointer<Scalar>, _ count: Int) -> Scalar {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 16) { lanes in
      lanes.initialize(repeating: 0)
      var place = 0
      while place + 16 <= count {
        for lane in 0..<16 { lanes[lane] += row[place + lane] }
        place += 16
      }
      for lane in 0..<(count - place) { lanes[lane] += row[place + lane] }
      var sum: Scalar = 0
      for lane in 0..<16 { sum += lanes[lane] }
      return sum
    }
  }

  @inline(__always)
  private func add(
    _ row: UnsafePointer<Scalar>,
    to sum: UnsafeMutablePointer<Scalar>,
    _ count: Int
  ) {
    for place in 0..<count { sum[place] += row[place] }
  }

  @inline(__always)
  private func maxRows(_ matrix: Tensor) {
    for row in 0..<matrix.rows {
      let start = source + row * matrix.cols
      var largest = start[0]
      for column in 1..<matrix.cols {
        largest = start[column] > largest ? start[column] : largest
      }
      target[row] = largest
    }
  }

  @inline(__always)
  private func gather(_ result: Tensor) {
    guard let places else { return }
    let width = result.cols
    if runs.isEmpty {
      for row in 0..<result.rows { copy(Int(places[row]), to: row, count: 1, width) }
      return
    }
    var row = 0
    for run in runs {
      copy(Int(run.start), to: row, count: Int(run.count), width)
      row += Int(run.count)
    }
  }

  /// Copies whole rows, or writes zeros where the first row is negative.
  @inline(__always)
  private func copy(_ start: Int, to row: Int, count: Int, _ width: Int) {
    let (to, length) = (target + row * width, count * width)
    if start < 0 {
      to.update(repeating: 0, count: length)
    } else {
      // A call of memcpy costs more than such short rows.
      let from = source + start * width
      if length > 64 {
        to.update(from: from, count: length)
      } else {
        for place in 0..<length { to[place] = from[place] }
      }
    }
  }

  @inline(__always)
  private func scatter(_ rows: Tensor) {
    guard let places else { return }
    let width = rows.cols
    if runs.isEmpty {
      for row in 0..<rows.rows where places[row] >= 0 {
        add(source + row * width, to: target + Int(places[row]) * width, width)
      }
      return
    }
    var row = 0
    for run in runs {
      if run.start >= 0 {
        add(source + row * width, to: target + Int(run.start) * width, Int(run.count) * width)
      }
      row += Int(run.count)
    }
  }

  @inline(__always)
  private func pick(_ matrix: Tensor) {
    guard let places else { return }
    for row in 0..<matrix.rows { target[row] = source[row * matrix.cols + Int(places[row])] }
  }

  @inline(__always)
  private func unpick(_ matrix: Tensor) {
    guard let places else { return }
    for row in 0..<matrix.rows { target[row * matrix.cols + Int(places[row])] += source[row] }
  }
}

/// Neighbouring rows of a table that are used one after the other.
private struct IndexRun {
  /// The first row; negative for zeros.
  var start: Int32
  var count: Int32

  /// A fixed table as runs; nothing for an input.
  static func runs(of source: Graph.IndexSource) -> [IndexRun] {
    guard case .table(let places) = source else { return [] }
    var runs: [IndexRun] = []
    for place in places {
      if let last = runs.last,
        place < 0 ? last.start < 0 : last.start >= 0 && last.start + last.count == place
      {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(IndexRun(start: place, count: 1))
      }
    }
    return runs
  }
}
