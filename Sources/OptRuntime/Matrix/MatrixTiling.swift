/// How a product is cut into tiles whose sums stay in registers.
///
/// A panel is some vectors of columns; it is cut into tiles of some rows, and the terms into blocks so
/// that the panel's part of B stays in the first-level cache.
struct MatrixTiling: Equatable {
  /// Parts of equal length, but for one: `count` of `length`, then one of `rest` unless that is 0.
  struct Parts: Equatable {
    var length: Int
    var count: Int
    var rest: Int
  }

  /// Vectors of columns in a panel.
  var panels: Parts
  /// Lanes of the last vector of columns that hold a column.
  var lastLanes: Int
  /// Rows of the tiles of a panel: `tallCount` of `tallRows`, then `shortCount` of one row less.
  var tallRows: Int
  var tallCount: Int
  var shortCount: Int
  /// Terms between two visits of the result in memory.
  var blocks: Parts

  /// The tiles for a product.
  init(_ layout: MatrixLayout, for isa: InstructionSet) {
    let vectors = (layout.columns + isa.lanes - 1) / isa.lanes
    lastLanes = layout.columns - (vectors - 1) * isa.lanes
    let choice = MatrixTiling.cheapest(rows: layout.rows, vectors: vectors, isa)
    panels = MatrixTiling.parts(of: vectors, length: choice.vectors)
    let tiles = (layout.rows + choice.rows - 1) / choice.rows
    let shortRows = layout.rows / tiles
    tallCount = layout.rows % tiles
    shortCount = tiles - tallCount
    tallRows = shortRows + 1
    let most = 6_144 / (choice.vectors * isa.lanes)
    let blockCount = (layout.inner + most - 1) / most
    // Whole vectors of terms, so that only the last block needs a mask where it is transposed.
    let even = (layout.inner + blockCount - 1) / blockCount
    blocks = MatrixTiling.parts(
      of: layout.inner,
      length: blockCount == 1 ? layout.inner : (even + 15) / 16 * 16
    )
  }

  private static func parts(of total: Int, length: Int) -> Parts {
    Parts(length: length, count: total / length, rest: total % length)
  }

  /// Rows and vectors of a tile whose sums, and what they are computed from, fit into the registers.
  private static func cheapest(
    rows: Int,
    vectors: Int,
    _ isa: InstructionSet
  ) -> (rows: Int, vectors: Int) {
    var best = (rows: 1, vectors: 1)
    var least = Double.infinity
    for width in 1...min(vectors, 6) {
      // Beside the sums: the vectors of B, one element of A, and the mask of the last column.
      let height = min((isa.registerCount - width - 2) / width, 24)
      guard height > 0 else { break }
      let tiles = (rows + height - 1) / height
      let panels = (vectors + width - 1) / width
      let tall = (rows + tiles - 1) / tiles
      let cost = Double(tiles * panels) * cycles(rows: tall, vectors: width, isa)
      if cost < least { (least, best) = (cost, (tall, width)) }
    }
    return best
  }

  /// Cycles a tile takes for one term: bound by arithmetic, loads, or the latency of a sum.
  private static func cycles(rows: Int, vectors: Int, _ isa: InstructionSet) -> Double {
    let sums = Double(rows * vectors)
    let loads = Double(vectors) + Double(rows) / 2
    switch isa {
    case .avx2: return max(sums / 2, (Double(vectors) + Double(rows)) / 2, 4)
    case .avx512: return max(sums, loads, 4)
    }
  }
}
