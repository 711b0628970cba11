import OptShims

/// One of the two 256-entry code books of block-wise 8-bit storage.
///
/// The dynamic map of Dettmers et al. (2022), "8-bit Optimizers via Block-wise Quantization",
/// arXiv:2110.02861: decades 10^-6 ... 1, the higher ones divided more finely, and 0 and 1. A number is
/// divided by the largest magnitude of its block of 256 and gets the nearest entry, of two equally near
/// ones the lower (semantics rule 13).
struct CodeBook: Sendable {
  /// Elements that share a scale.
  static let blockLength = 256

  /// The entries in ascending order.
  let entries: [Float]

  /// The points halfway between neighbouring entries, exact in Double.
  let midpoints: [Double]

  static let signed = CodeBook(isSigned: true)
  static let unsigned = CodeBook(isSigned: false)

  /// The book of a storage.
  static func of(isSigned: Bool) -> CodeBook { isSigned ? .signed : .unsigned }

  private init(isSigned: Bool) {
    entries = CodeBook.entries(isSigned: isSigned)
    midpoints = zip(entries, entries.dropFirst()).map { (Double($0) + Double($1)) / 2 }
  }

  /// The entries of a decade: means of neighbours on a grid from 0.1 to 1, times its power of ten.
  private static func entries(isSigned: Bool) -> [Float] {
    var entries: [Double] = [0, 1]
    for decade in 0...6 {
      let intervals = isSigned ? 1 << decade : 2 << decade
      func grid(_ index: Int) -> Double { 0.1 + 0.9 * Double(index) / Double(intervals) }
      for index in 0..<intervals {
        let entry = (grid(index) + grid(index + 1)) / 2 * powersOfTen[decade]
        entries.append(entry)
        if isSigned { entries.append(-entry) }
      }
    }
    return entries.map { Float($0) }.sorted()
  }

  /// The upper ends of the decades.
  static let powersOfTen: [Double] = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]

  /// The code of a scaled number: the number of midpoints below it, so that a tie goes to the lower code.
  func code(_ value: Double) -> UInt8 {
    var low = 0
    var high = midpoints.count
    while low < high {
      let middle = (low + high) / 2
      if value > midpoints[middle] { low = middle + 1 } else { high = middle }
    }
    return UInt8(low)
  }

  /// The largest number that does not get a higher code than the given one, which is not the last.
  func limit(of code: Int) -> Float {
    let midpoint = midpoints[code]
    let rounded = Float(midpoint)
    return Double(rounded) > midpoint ? rounded.nextDown : rounded
  }
}
