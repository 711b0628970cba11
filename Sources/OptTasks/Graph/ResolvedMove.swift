/// An operation that only moves, adds or compares elements, with the addresses it works on.
///
/// Written once for every element type. A conformance of `GraphScalar` runs it, and so makes the
/// compiler specialise it: through a generic class it would stay slow.
package struct ResolvedMove<Scalar: BinaryFloatingPoint> {
  /// What is done, with the sizes it needs and nothing that would have to be retained.
  private enum Kind: BitwiseCopyable {
    case expandRows
    case expandColumns
    case sumRows(accumulates: Bool)
    case sumColumns(accumulates: Bool)
    case maxRows
    case gather
    case scatter(tableCount: Int, accumulates: Bool)
    case pick
    case unpick(accumulates: Bool)
  }

  private let kind: Kind
  private let source: UnsafePointer<Scalar>
  private let target: UnsafeMutablePointer<Scalar>
  private let places: UnsafePointer<Int32>?

  /// Of the operand that is a matrix; of rows that come from or go to a table, those rows.
  private let rows: Int
  private let cols: Int

  /// A fixed table of rows as runs of neighbours; empty where the indices are an input.
  private let runs: [IndexRun]

  /// An operation with the addresses of its operands.
  init(
    _ operation: Operation,
    storages: [UnsafeMutablePointer<Scalar>],
    indices: [UnsafeMutablePointer<Int32>],
    sources indexSources: [Graph.IndexSource]
  ) {
    let matrix: Tensor
    var table: Indices?
    var fixed: Indices?
    switch operation {
    case .product, .pointwise: preconditionFailure("prepared in another way")
    case .expandRows(_, let result): (kind, matrix) = (.expandRows, result)
    case .expandColumns(_, let result): (kind, matrix) = (.expandColumns, result)
    case .sumRows(let terms, _, let accumulates):
      (kind, matrix) = (.sumRows(accumulates: accumulates), terms)
    case .sumColumns(let terms, _, let accumulates):
      (kind, matrix) = (.sumColumns(accumulates: accumulates), terms)
    case .maxRows(let values, _): (kind, matrix) = (.maxRows, values)
    case .gather(_, let array, let result):
      (kind, matrix) = (.gather, result)
      (table, fixed) = (array, array)
    case .scatter(let rows, let array, let sums, let accumulates):
      (kind, matrix) = (.scatter(tableCount: sums.count, accumulates: accumulates), rows)
      (table, fixed) = (array, array)
    case .pick(let values, let array, _):
      (kind, matrix) = (.pick, values)
      table = array
    case .unpick(_, let array, let sums, let accumulates):
      (kind, matrix) = (.unpick(accumulates: accumulates), sums)
      table = array
    }
    (rows, cols) = (matrix.rows, matrix.cols)
    source = UnsafePointer(storages[operation.sources[0]])
    target = storages[operation.target]
    places = table.map { UnsafePointer(indices[$0.array]) }
    runs = fixed.map { IndexRun.runs(of: indexSources[$0.array]) } ?? []
  }

  /// Executes the operation.
  @inline(__always)
  func run() {
    switch kind {
    case .expandRows:
      for row in 0..<rows { (target + row * cols).update(repeating: source[row], count: cols) }
    case .expandColumns:
      for row in 0..<rows { (target + row * cols).update(from: source, count: cols) }
    case .sumRows(let accumulates): sumRows(accumulates)
    case .sumColumns(let accumulates):
      if !accumulates { target.update(repeating: 0, count: cols) }
      for row in 0..<rows { add(source + row * cols, to: target, cols) }
    case .maxRows: maxRows()
    case .gather: gather()
    case .scatter(let tableCount, let accumulates):
      if !accumulates { target.update(repeating: 0, count: tableCount) }
      scatter()
    case .pick: pick()
    case .unpick(let accumulates):
      if !accumulates { target.update(repeating: 0, count: rows * cols) }
      unpick()
    }
  }

  /// Sums each row: 16 lanes from +0, lane = index modulo 16, folded in index order.
  @inline(__always)
  private func sumRows(_ accumulates: Bool) {
    for row in 0..<rows {
      let start = source + row * cols
      let sum = cols <= 16 ? shortSum(start, cols) : laneSum(start, cols)
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
  private func maxRows() {
    for row in 0..<rows {
      let start = source + row * cols
      var largest = start[0]
      for column in 1..<cols {
        largest = start[column] > largest ? start[column] : largest
      }
      target[row] = largest
    }
  }

  @inline(__always)
  private func gather() {
    guard let places else { return }
    if runs.isEmpty {
      for row in 0..<rows { copy(Int(places[row]), to: row, count: 1) }
      return
    }
    var row = 0
    for run in runs {
      copy(Int(run.start), to: row, count: Int(run.count))
      row += Int(run.count)
    }
  }

  /// Copies whole rows, or writes zeros where the first row is negative.
  @inline(__always)
  private func copy(_ start: Int, to row: Int, count: Int) {
    let (to, length) = (target + row * cols, count * cols)
    if start < 0 {
      to.update(repeating: 0, count: length)
    } else {
      // A call of memcpy costs more than such short rows.
      let from = source + start * cols
      if length > 64 {
        to.update(from: from, count: length)
      } else {
        for place in 0..<length { to[place] = from[place] }
      }
    }
  }

  @inline(__always)
  private func scatter() {
    guard let places else { return }
    if runs.isEmpty {
      for row in 0..<rows where places[row] >= 0 {
        add(source + row * cols, to: target + Int(places[row]) * cols, cols)
      }
      return
    }
    var row = 0
    for run in runs {
      if run.start >= 0 {
        add(source + row * cols, to: target + Int(run.start) * cols, Int(run.count) * cols)
      }
      row += Int(run.count)
    }
  }

  @inline(__always)
  private func pick() {
    guard let places else { return }
    for row in 0..<rows { target[row] = source[row * cols + Int(places[row])] }
  }

  @inline(__always)
  private func unpick() {
    guard let places else { return }
    for row in 0..<rows { target[row * cols + Int(places[row])] += source[row] }
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
