import OptProgram

@testable import OptRuntime

/// A narrow storage as its definition says, all in Double: the model that the runtime's codecs are held to.
enum NarrowCodec {
  /// The code book as the paper's authors build it: means of neighbours on a grid, decade by decade.
  static func book(isSigned: Bool) -> [Double] {
    var entries = [0.0, 1.0]
    for decade in 0...6 {
      let count = isSigned ? (1 << decade) + 1 : (1 << (decade + 1)) + 1
      let grid = (0..<count).map { 0.1 + 0.9 * Double($0) / Double(count - 1) }
      var scale = 1.0
      for _ in decade..<6 { scale /= 10 }
      for (low, high) in zip(grid, grid.dropFirst()) {
        let mean = (low + high) / 2 * scale
        entries += isSigned ? [mean, -mean] : [mean]
      }
    }
    return entries.sorted()
  }

  /// The numbers that elements become when they are stored and read again.
  static func rounded(_ elements: [Double], _ storage: Storage) -> [Double] {
    switch storage {
    case .full: elements
    case .bf16: elements.map(upperHalf)
    case .q8: inBlocks(elements, book(isSigned: true))
    case .q8u: inBlocks(elements, book(isSigned: false))
    }
  }

  /// Eight significant bits, ties to even.
  private static func upperHalf(_ value: Double) -> Double {
    guard value != 0 else { return value }
    let step = Double(sign: .plus, exponent: value.exponent - 7, significand: 1)
    return (value / step).rounded(.toNearestOrEven) * step
  }

  private static func inBlocks(_ elements: [Double], _ book: [Double]) -> [Double] {
    stride(from: 0, to: elements.count, by: 256).flatMap { start in
      let block = elements[start..<min(start + 256, elements.count)]
      let scale = block.map(\.magnitude).max() ?? 0
      return block.map { scale * nearest(to: $0 / scale, in: book) }
    }
  }

  /// The nearest entry, of two the lower.
  private static func nearest(to value: Double, in book: [Double]) -> Double {
    var (below, above) = (0, book.count - 1)
    while above - below > 1 {
      let middle = (below + above) / 2
      if book[middle] < value { below = middle } else { above = middle }
    }
    return value - book[below] <= book[above] - value ? book[below] : book[above]
  }
}
