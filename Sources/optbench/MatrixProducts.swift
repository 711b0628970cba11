import ArgumentParser
import OptBenchmark
import OptRuntime

/// Speed of matrix products.
struct MatrixProducts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix",
    abstract: "Times products of square matrices and of the shapes of the tasks.",
    discussion: """
      Of each product three forms, as gradients need them: AB, AᵀB and ABᵀ.

      Example: optbench matrix --sizes 16,64,256
      """
  )

  @Option(help: "Sides of square matrices, separated by commas.")
  var sizes = "16,32,64,128,256,512"

  @Option(help: "Measurements of each product, of which the median counts.")
  var rounds = 51

  @Flag(help: "Print a JSON list.")
  var json = false

  func run() throws {
    let squares = sizes.split(separator: ",").compactMap { Int($0) }.map { ($0, $0, $0) }
    var rows: [ProductSpeed] = []
    for (rowCount, inner, columns) in squares + MatrixProducts.taskShapes {
      for form in ProductForm.allCases {
        let row = measure(form.shape(rows: rowCount, inner: inner, columns: columns), form)
        if !json { print(row.text) }
        rows.append(row)
      }
    }
    if json { print(try jsonText(rows)) }
  }

  /// Rows, terms of a sum, columns: layers of `digits-mlp` and `genesis-lm` at their batch sizes.
  private static let taskShapes = [(64, 64, 32), (64, 32, 10), (32, 64, 64), (128, 256, 64)]

  private func measure(_ shape: MatrixProduct.Shape, _ form: ProductForm) -> ProductSpeed {
    let (aCount, bCount) = (shape.rows * shape.inner, shape.inner * shape.columns)
    let count = aCount + bCount + shape.rows * shape.columns
    let memory = UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
    defer { memory.deallocate() }
    let a = memory.bindMemory(to: Float.self, capacity: count)
    for place in 0..<count { a[place] = Float(place % 101) * 0.01 - 0.5 }
    let b = a + aCount
    let c = b + bCount
    let products = [MatrixProduct(shape), MatrixProduct(shape, variant: .avx2)]
    let times = InterleavedTimer(rounds: rounds).measure(
      products.map { product in TimedWork { product(a, b, into: c) } }
    )
    return ProductSpeed(form, shape, best: times[0], avx2: times[1])
  }
}

/// The operand of a product that is stored transposed.
enum ProductForm: String, CaseIterable {
  case none = "AB"
  case a = "AᵀB"
  case b = "ABᵀ"

  /// A product in this form.
  func shape(rows: Int, inner: Int, columns: Int) -> MatrixProduct.Shape {
    MatrixProduct.Shape(
      rows: rows,
      columns: columns,
      inner: inner,
      a: .init(isTransposed: self == .a, leadingDimension: self == .a ? rows : inner),
      b: .init(isTransposed: self == .b, leadingDimension: self == .b ? inner : columns),
      resultLeadingDimension: columns
    )
  }
}

/// One line of the report: billions of multiplications and additions a second.
struct ProductSpeed: Encodable {
  var product: String
  var transposed: String
  var rows: Int
  var inner: Int
  var columns: Int
  var gflops: Double
  var gflopsAtMost: Double
  var gflopsAvx2: Double

  init(
    _ form: ProductForm,
    _ shape: MatrixProduct.Shape,
    best: InterleavedTimer.Result,
    avx2: InterleavedTimer.Result
  ) {
    product = form.rawValue
    transposed = "\(form)"
    (rows, inner, columns) = (shape.rows, shape.inner, shape.columns)
    let work = Double(2 * rows * inner * columns) * 1e-9
    gflops = work / best.median
    gflopsAtMost = work / best.least
    gflopsAvx2 = work / avx2.median
  }

  var text: String {
    "\(product.padded(3)) \("\(rows) x \(inner) x \(columns)".padded(16))  best \(gflops.fixed(1).padded(6))"
      + " GFLOP/s, at most \(gflopsAtMost.fixed(1).padded(6)), avx2 \(gflopsAvx2.fixed(1).padded(6))"
  }
}
