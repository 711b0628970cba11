import OptShims

/// A code book in the form that the loops in C use.
struct CodeTables: @unchecked Sendable {
  // Unchecked: the memory behind the pointers is written before anyone has them, and never freed.
  private let book: opt_code_book

  static let signed = CodeTables(.signed)
  static let unsigned = CodeTables(.unsigned)

  /// The tables of a storage.
  static func of(isSigned: Bool) -> CodeTables { isSigned ? .signed : .unsigned }

  private init(_ book: CodeBook) {
    let limits = book.midpoints.indices.map { book.limit(of: $0) } + [.infinity]
    let smallest = CodeTables.smallestOfBuckets()
    self.book = opt_code_book(
      entries: CodeTables.permanent(book.entries),
      limits: CodeTables.permanent(limits),
      first_codes: CodeTables.permanent(smallest.map { book.code($0) })
    )
  }

  private static func permanent<Element: BitwiseCopyable>(
    _ elements: [Element]
  ) -> UnsafePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
    memory.initialize(from: elements, count: elements.count)
    return UnsafePointer(memory)
  }

  /// By bucket, a number not above its numbers, and above those of the bucket before.
  ///
  /// A bucket is a sign, an exponent and 7 bits of significand: narrow enough to hold one midpoint at
  /// most, so that a number has the code of its bucket's beginning or the next.
  private static func smallestOfBuckets() -> [Double] {
    let half = Int(OPT_Q8_BUCKETS) / 2
    func number(_ place: Int) -> Double {
      Double(Float(bitPattern: UInt32(place + (127 - 31) << 7) << 16))
    }
    let negative = (0..<half).map { -number(half - $0) }
    return negative + (0..<half).map { $0 == 0 ? 0 : number($0) }
  }

  /// Gives elements that begin at a block their codes, and each block its scale.
  func encode(
    _ source: UnsafePointer<Float>,
    count: Int,
    into codes: UnsafeMutablePointer<UInt8>,
    scales: UnsafeMutablePointer<Float>,
    _ functions: opt_array_functions = ArrayFunctions.best
  ) {
    withUnsafePointer(to: book) { book in
      for start in stride(from: 0, to: count, by: CodeBook.blockLength) {
        let length = min(CodeBook.blockLength, count - start)
        scales[start / CodeBook.blockLength] = functions.q8_encode(
          codes + start,
          source + start,
          length,
          book
        )
      }
    }
  }

  /// Widens elements that begin at a block.
  func decode(
    _ codes: UnsafePointer<UInt8>,
    scales: UnsafePointer<Float>,
    count: Int,
    into target: UnsafeMutablePointer<Float>,
    _ functions: opt_array_functions = ArrayFunctions.best
  ) {
    withUnsafePointer(to: book) { book in
      for start in stride(from: 0, to: count, by: CodeBook.blockLength) {
        let length = min(CodeBook.blockLength, count - start)
        functions.q8_decode(
          target + start,
          codes + start,
          length,
          scales[start / CodeBook.blockLength],
          book
        )
      }
    }
  }
}
