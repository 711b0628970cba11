import OptShims

/// Sums along an axis, fed piece by piece (semantics rule 20).
struct AxisSums {
  private let cols: Int
  private let rowSums: UnsafeMutablePointer<Float>?
  private let colSums: UnsafeMutablePointer<Float>?

  // Of a row that began in an earlier piece.
  private var lanes = SIMD16<Float>()
  private var total: Float = 0

  /// Sums of the rows, of the columns, or both, of an array of the given lengths; at first 0.
  init(
    rows: Int,
    cols: Int,
    rowSums: UnsafeMutablePointer<Float>?,
    colSums: UnsafeMutablePointer<Float>?
  ) {
    self.cols = cols
    self.rowSums = rowSums
    self.colSums = colSums
    rowSums?.update(repeating: 0, count: rows)
    colSums?.update(repeating: 0, count: cols)
  }

  /// Adds the elements from place `start` on.
  ///
  /// - Precondition: pieces come in order, without gaps.
  mutating func add(_ elements: UnsafePointer<Float>, _ start: Int, _ count: Int) {
    var place = 0
    var (row, col) = start.quotientAndRemainder(dividingBy: cols)
    while place < count {
      let length = min(cols - col, count - place)
      if let rowSums { addRow(elements + place, col, length, into: rowSums + row) }
      if let colSums { ArrayFunctions.best.add(colSums + col, elements + place, length) }
      place += length
      col = 0
      row += 1
    }
  }

  private mutating func addRow(
    _ elements: UnsafePointer<Float>,
    _ first: Int,
    _ count: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    if first == 0 { total = 0 }
    var col = first
    while col < first + count {
      let chunkEnd = (col / MicroKernel.chunkLength + 1) * MicroKernel.chunkLength
      let end = min(chunkEnd, first + count)
      addLanes(elements + (col - first), col % MicroKernel.laneCount, end - col)
      col = end
      guard col == cols || col == chunkEnd else { return }
      var chunk = lanes[0]
      for lane in 1..<MicroKernel.laneCount { chunk += lanes[lane] }
      total += chunk
      lanes = SIMD16()
    }
    if col == cols { result.pointee = total }
  }

  /// Adds elements to the lanes, from a lane on.
  private mutating func addLanes(_ elements: UnsafePointer<Float>, _ lane: Int, _ count: Int) {
    var place = 0
    while place < count, (lane + place) % MicroKernel.laneCount != 0 {
      lanes[lane + place] += elements[place]
      place += 1
    }
    withUnsafeMutableBytes(of: &lanes) { bytes in
      guard let lanes = bytes.bindMemory(to: Float.self).baseAddress else { return }
      ArrayFunctions.best.add_lanes(lanes, elements + place, count - place)
    }
  }
}
