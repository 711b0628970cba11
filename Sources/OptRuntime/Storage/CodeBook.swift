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

  /// By the upper bits of a scaled number: the lowest code it may have; it has this one or the next.
  private let firstCodes: [UInt8]
  /// By code: the largest Float that does not get a higher one.
  private let limits: [Float]

  static let signed = CodeBook(isSigned: true)
  static let unsigned = CodeBook(isSigned: false)

  private init(isSigned: Bool) {
    let entries = CodeBook.entries(isSigned: isSigned)
    let midpoints = zip(entries, entries.dropFirst()).map { (Double($0) + Double($1)) / 2 }
    self.entries = entries
    self.midpoints = midpoints
    limits = midpoints.map { CodeBook.roundedDown($0) } + [.infinity]
    firstCodes = (0..<CodeBook.bucketCount).map { bucket in
      CodeBook.search(CodeBook.smallest(inBucket: bucket), midpoints)
    }
  }

  /// The entries of a decade are the means of neighbours on a grid from 0.1 to 1 times its power of ten.
  private static func entries(isSigned: Bool) -> [Float] {
    var entries: [Double] = [0, 1]
    for decade in 0...6 {
      let intervals = isSigned ? 1 << decade : 2 << decade
      let scale = powersOfTen[decade]
      func grid(_ index: Int) -> Double { 0.1 + 0.9 * Double(index) / Double(intervals) }
      for index in 0..<intervals {
        let entry = (grid(index) + grid(index + 1)) / 2 * scale
        entries.append(entry)
        if isSigned { entries.append(-entry) }
      }
    }
    return entries.map { Float($0) }.sorted()
  }

  private static let powersOfTen: [Double] = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]

  // MARK: - Codes

  /// The code of a scaled number by its definition.
  func code(_ value: Double) -> UInt8 { CodeBook.search(value, midpoints) }

  /// The code of a scaled number; NaN has code 0.
  @inline(__always)
  func code(_ value: Float) -> UInt8 {
    let code = firstCodes[CodeBook.bucket(of: value)]
    return value > limits[Int(code)] ? code + 1 : code
  }

  /// The number of midpoints below a number: a tie goes to the lower code.
  private static func search(_ value: Double, _ midpoints: [Double]) -> UInt8 {
    var low = 0
    var high = midpoints.count
    while low < high {
      let middle = (low + high) / 2
      if value > midpoints[middle] { low = middle + 1 } else { high = middle }
    }
    return UInt8(low)
  }

  private static func roundedDown(_ value: Double) -> Float {
    let rounded = Float(value)
    return Double(rounded) > value ? rounded.nextDown : rounded
  }

  // MARK: - Buckets

  // A bucket is a sign, one of 31 exponents and 6 bits of significand: narrow enough to hold at most
  // one midpoint. Magnitudes below 2^-31 share buckets with it; magnitudes are at most 1.
  private static let significandBits = 6
  private static let exponents = 32
  private static let bucketCount = 2 * exponents << significandBits

  private static func bucket(of value: Float) -> Int {
    let shifted = Int(value.magnitude.bitPattern >> (23 - UInt32(significandBits)))
    let first = (127 - 31) << significandBits
    let place = min(max(shifted - first, 0), exponents << significandBits - 1)
    return value.sign == .minus ? bucketCount / 2 - 1 - place : bucketCount / 2 + place
  }

  /// The smallest number of a bucket.
  private static func smallest(inBucket bucket: Int) -> Double {
    let half = bucketCount / 2
    let place = bucket >= half ? bucket - half : half - 1 - bucket
    func number(_ place: Int) -> Double {
      let bits = UInt32(place + (127 - 31) << significandBits) << (23 - UInt32(significandBits))
      return Double(Float(bitPattern: bits))
    }
    if bucket >= half { return place == 0 ? 0 : number(place) }
    // The numbers of a negative bucket end short of the next power; its own start is the largest code.
    return -number(place + 1)
  }
}
