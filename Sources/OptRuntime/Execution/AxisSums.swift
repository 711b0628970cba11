/// Sums along an axis, fed piece by piece (semantics rule 20).
struct AxisSums {
  private let isRow: Bool
  private let cols: Int
  private let results: UnsafeMutablePointer<Float>

  // Of a row that began in an earlier piece.
  private var lanes = SIMD16<Float>()
  private var total: Float = 0

  /// Sums of an array of the given lengths, at first 0.
  init(isRow: Bool, rows: Int, cols: Int, into results: UnsafeMutablePointer<Float>) {
    self.isRow = isRow
    self.cols = cols
    self.results = results
    results.update(repeating: 0, count: isRow ? rows : cols)
  }

  /// Adds the elements from place `start` on.
  ///
  /// - Precondition: pieces come in order, without gaps.
  mutating func add(_ elements: UnsafePointer<Float>, _ start: Int, _ count: Int) {
    var place = 0
    while place < count {
      let row = (start + place) / cols
      let col = (start + place) % cols
      let length = min(cols - col, count - place)
      if isRow {
        addRow(elements + place, row, col, length)
      } else {
        for offset in 0..<length { results[col + offset] += elements[place + offset] }
      }
      place += length
    }
  }

  private mutating func addRow(
    _ elements: UnsafePointer<Float>,
    _ row: Int,
    _ first: Int,
    _ count: Int
  ) {
    if first == 0 {
      lanes = SIMD16()
      total = 0
    }
    var col = first
    let end = first + count
    while col < end {
      if col % 16 == 0 && end - col >= 16 {
        let vector = UnsafeRawPointer(elements + (col - first))
        lanes += vector.loadUnaligned(as: SIMD16<Float>.self)
        col += 16
      } else {
        lanes[col % 16] += elements[col - first]
        col += 1
      }
      if col % MicroKernel.chunkLength == 0 || col == cols {
        var chunk = lanes[0]
        for lane in 1..<16 { chunk += lanes[lane] }
        total += chunk
        lanes = SIMD16()
      }
    }
    if end == cols { results[row] = total }
  }
}
