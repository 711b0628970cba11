import ArgumentParser
import OptRuntime

/// Speed of matrix products.
struct MatrixProducts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix",
    abstract: "Times products of square matrices and of the shapes of the tasks.",
    discussion: "Example: optbench matrix --sizes 16,64,256"
  )

  @Option(help: "Sides of square matrices, separated by commas.")
  var sizes = "16,32,64,128,256,512"

  @Option(help: "Measurements of each product, of which the median counts.")
  var rounds = 51

  mutating func run() {
    for size in sizes.split(separator: ",").compactMap({ Int($0) }) {
      measure(rows: size, columns: size, inner: size, .none)
      measure(rows: size, columns: size, inner: size, .a)
      measure(rows: size, columns: size, inner: size, .b)
    }
    for (rows, columns, inner) in [(64, 32, 64), (64, 10, 32), (32, 64, 64), (128, 64, 256)] {
      measure(rows: rows, columns: columns, inner: inner, .none)
      measure(rows: rows, columns: columns, inner: inner, .a)
      measure(rows: rows, columns: columns, inner: inner, .b)
    }
  }

  /// The operand that is stored transposed.
  private enum Transposed: String {
    case none = "AB"
    case a = "AᵀB"
    case b = "ABᵀ"
  }

  private func measure(rows: Int, columns: Int, inner: Int, _ transposed: Transposed) {
    let shape = MatrixProduct.Shape(
      rows: rows,
      columns: columns,
      inner: inner,
      a: .init(isTransposed: transposed == .a, leadingDimension: transposed == .a ? rows : inner),
      b: .init(
        isTransposed: transposed == .b,
        leadingDimension: transposed == .b ? inner : columns
      ),
      resultLeadingDimension: columns
    )
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: (rows * inner + inner * columns + rows * columns) * 4 + 192,
      alignment: 64
    )
    defer { memory.deallocate() }
    let count = rows * inner + inner * columns + rows * columns
    let a = memory.bindMemory(to: Float.self, capacity: count)
    for place in 0..<count { a[place] = Float(place % 101) * 0.01 - 0.5 }
    let b = a + rows * inner
    let c = b + inner * columns
    let variants: [(String, MatrixProduct)] = [
      ("best", MatrixProduct(shape)), ("avx2", MatrixProduct(shape, variant: .avx2)),
    ]
    let times = InterleavedTimer(rounds: rounds).measure(
      variants.map { variant in { variant.1(a, b, into: c) } }
    )
    let work = Double(2 * rows * columns * inner)
    let speeds = zip(variants, times).map { variant, time in
      let median = (work / time.median * 1e-9).fixed(1).padded(6)
      return "\(variant.0) \(median) GFLOP/s, at most \((work / time.least * 1e-9).fixed(1))"
    }
    print(
      "\(transposed.rawValue.padded(3)) \("\(rows) x \(inner) x \(columns)".padded(16))  "
        + speeds.joined(separator: "  ")
    )
  }
}
