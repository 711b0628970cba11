extension Executor {
  /// Executes an operation that only moves, adds or compares elements.
  func move(_ operation: Operation) {
    switch operation {
    case .product, .pointwise: preconditionFailure("prepared in another way")
    case .expandRows(let vector, let result): expandRows(self[vector], result)
    case .expandColumns(let vector, let result):
      for row in 0..<result.rows {
        (self[result] + row * result.cols).update(from: self[vector], count: result.cols)
      }
    case .sumRows(let matrix, let result, let accumulates):
      sumRows(matrix, self[result], accumulates)
    case .sumColumns(let matrix, let result, let accumulates):
      sumColumns(matrix, self[result], accumulates)
    case .maxRows(let matrix, let result): maxRows(matrix, self[result])
    case .gather(let table, let indices, let result): gather(self[table], indices, result)
    case .scatter(let rows, let indices, let table, let accumulates):
      if !accumulates { self[table].update(repeating: 0, count: table.count) }
      scatter(rows, indices, self[table])
    case .pick(let matrix, let indices, let result):
      let (source, places, target) = (self[matrix], self[indices], self[result])
      for row in 0..<matrix.rows { target[row] = source[row * matrix.cols + Int(places[row])] }
    case .unpick(let vector, let indices, let matrix, let accumulates):
      let (source, places, target) = (self[vector], self[indices], self[matrix])
      if !accumulates { target.update(repeating: 0, count: matrix.count) }
      for row in 0..<matrix.rows { target[row * matrix.cols + Int(places[row])] += source[row] }
    }
  }

  private func expandRows(_ vector: UnsafeMutablePointer<Scalar>, _ result: Tensor) {
    let target = self[result]
    for row in 0..<result.rows {
      (target + row * result.cols).update(repeating: vector[row], count: result.cols)
    }
  }

  /// Sums each row: 16 lanes from +0, lane = index modulo 16, folded in index order.
  private func sumRows(
    _ matrix: Tensor,
    _ result: UnsafeMutablePointer<Scalar>,
    _ accumulates: Bool
  ) {
    let source = self[matrix]
    for row in 0..<matrix.rows {
      let sum = rowSum(source + row * matrix.cols, matrix.cols)
      result[row] = accumulates ? result[row] + sum : sum
    }
  }

  @inline(__always)
  private func rowSum(_ row: UnsafeMutablePointer<Scalar>, _ count: Int) -> Scalar {
    var sum: Scalar = 0
    if count <= laneCount {
      for place in 0..<count { sum += row[place] }
      return sum
    }
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: laneCount) { lanes in
      lanes.initialize(repeating: 0)
      var place = 0
      while place + laneCount <= count {
        for lane in 0..<laneCount { lanes[lane] += row[place + lane] }
        place += laneCount
      }
      for lane in 0..<(count - place) { lanes[lane] += row[place + lane] }
      for lane in 0..<laneCount { sum += lanes[lane] }
    }
    return sum
  }

  private func sumColumns(
    _ matrix: Tensor,
    _ result: UnsafeMutablePointer<Scalar>,
    _ accumulates: Bool
  ) {
    let source = self[matrix]
    if !accumulates { result.update(repeating: 0, count: matrix.cols) }
    for row in 0..<matrix.rows {
      let start = source + row * matrix.cols
      for column in 0..<matrix.cols { result[column] += start[column] }
    }
  }

  private func maxRows(_ matrix: Tensor, _ result: UnsafeMutablePointer<Scalar>) {
    let source = self[matrix]
    for row in 0..<matrix.rows {
      let start = source + row * matrix.cols
      var largest = start[0]
      for column in 1..<matrix.cols where start[column] > largest { largest = start[column] }
      result[row] = largest
    }
  }

  private func gather(_ table: UnsafeMutablePointer<Scalar>, _ indices: Indices, _ result: Tensor) {
    let (places, target, width) = (self[indices], self[result], result.cols)
    for row in 0..<result.rows {
      let place = Int(places[row])
      if place < 0 {
        (target + row * width).update(repeating: 0, count: width)
      } else {
        (target + row * width).update(from: table + place * width, count: width)
      }
    }
  }

  private func scatter(_ rows: Tensor, _ indices: Indices, _ table: UnsafeMutablePointer<Scalar>) {
    let (source, places, width) = (self[rows], self[indices], rows.cols)
    for row in 0..<rows.rows where places[row] >= 0 {
      let target = table + Int(places[row]) * width
      for column in 0..<width { target[column] += source[row * width + column] }
    }
  }
}

/// Independent accumulators of a sum along a row.
private let laneCount = 16
