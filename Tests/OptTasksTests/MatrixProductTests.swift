import OptProgram
import OptRuntime
import Testing

struct MatrixProductTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let rows: Int
    let columns: Int
    let inner: Int
    var testDescription: String { "\(rows)x\(inner)x\(columns)" }
  }

  static let cases = [
    (0, 3, 2), (1, 1, 1), (3, 5, 0), (8, 16, 4), (9, 33, 7), (5, 1, 64), (1, 40, 3), (7, 31, 300),
    (64, 10, 32), (33, 17, 257), (128, 260, 3), (3, 20, 800),
  ].map { Case(rows: $0.0, columns: $0.1, inner: $0.2) }

  @Test(arguments: cases, MatrixProduct.Variant.allCases)
  func `every variant gives the bits of the definition`(
    sizes: Case,
    variant: MatrixProduct.Variant
  ) {
    var stream = RandomStream(seed: 5, purpose: .test)
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(stream.uniform() * 4 - 2) }
    }
    let (m, n, k) = (sizes.rows, sizes.columns, sizes.inner)
    for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
      for initial in [MatrixProduct.Initial.zero, .result, .row] {
        // Rows lie further apart than they are long, to find writes beyond their ends.
        let a = MatrixProduct.Side(
          isTransposed: transposeA,
          leadingDimension: (transposeA ? m : k) + 1
        )
        let b = MatrixProduct.Side(
          isTransposed: transposeB,
          leadingDimension: (transposeB ? k : n) + 2
        )
        let left = numbers((transposeA ? k : m) * a.leadingDimension)
        let right = numbers((transposeB ? n : k) * b.leadingDimension)
        let start = numbers(m * (n + 3))
        let row = numbers(n)
        let shape = MatrixProduct.Shape(
          rows: m,
          columns: n,
          inner: k,
          a: a,
          b: b,
          resultLeadingDimension: n + 3,
          initial: initial
        )
        var result = start
        var expected = start
        result.withUnsafeMutableBufferPointer { result in
          guard let base = result.baseAddress else { return }
          MatrixProduct(shape, variant: variant)(left, right, into: base, row: row)
        }
        expected.withUnsafeMutableBufferPointer { expected in
          guard let base = expected.baseAddress else { return }
          MatrixProduct.reference(shape, left, right, into: base, row: row)
        }
        #expect(result.map(\.bitPattern) == expected.map(\.bitPattern))
      }
    }
  }
}
