/// Folds over elements, as semantics rule 20 defines them.
enum ReferenceFold {
  /// Chunks of 16,384 elements, 16 lanes from +0 in each, lanes in index order, chunks in order.
  static func sum<Real: MatrixReal>(_ elements: some RandomAccessCollection<Real>) -> Real {
    withUnsafeTemporaryAllocation(of: Real.self, capacity: MicroKernel.laneCount) { lanes in
      var total: Real = 0
      lanes.initialize(repeating: 0)
      for (index, element) in elements.enumerated() {
        lanes[index % MicroKernel.laneCount] += element
        let isLast = index == elements.count - 1
        guard isLast || (index + 1) % MicroKernel.chunkLength == 0 else { continue }
        total += lanes.reduce(0, +)
        lanes.update(repeating: 0)
      }
      return total
    }
  }

  /// The largest element, at least 0, NaN if there is one.
  static func maximum<Real: MatrixReal>(_ elements: [Real]) -> Real {
    elements.reduce(0) { $1 > $0 || $1.isNaN ? $1 : $0 }
  }

  static func fold<Real: MatrixReal>(
    _ kind: MicroKernel.Reduction.Kind,
    _ elements: [Real]
  ) -> Real {
    switch kind {
    case .sum: sum(elements)
    case .maximum: maximum(elements)
    }
  }
}

extension ReferenceMatrix {
  /// Sums of rows, each as a sum of its own; or of columns, one accumulator each, rows in order.
  func axisSum(isRow: Bool) -> ReferenceMatrix {
    if isRow {
      let sums = (0..<rows).map { ReferenceFold.sum(elements[$0 * cols..<($0 + 1) * cols]) }
      return ReferenceMatrix(rows: rows, cols: 1, elements: sums)
    }
    var sums = ReferenceMatrix(rows: 1, cols: cols)
    for row in 0..<rows {
      for col in 0..<cols { sums.elements[col] += self[row, col] }
    }
    return sums
  }
}
