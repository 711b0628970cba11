/// Selection by value: NaN counts as the largest, zeros of either sign are equal.
struct OrderStatistics<Real: MatrixReal> {
  private let keys: UnsafeMutableBufferPointer<UInt64>
  /// By digit: the keys that have it.
  private let counts: UnsafeMutableBufferPointer<Int>

  /// The elements to select from.
  init(_ elements: UnsafeBufferPointer<Real>, _ workspace: MatrixWorkspace) {
    keys = workspace.array(repeating: 0, count: elements.count)
    counts = workspace.array(repeating: 0, count: 256)
    for (place, element) in elements.enumerated() { keys[place] = element.orderKey }
  }

  /// The number of elements that k asks for, rounded down and limited to what there is.
  static func limited(_ k: Double, to range: ClosedRange<Int>) -> Int {
    guard k > Double(range.lowerBound) else { return range.lowerBound }
    return k < Double(range.upperBound) ? Int(k) : range.upperBound
  }

  /// The place of the k-th largest element, nil if there are no elements.
  func placeOfLargest(_ k: Double) -> Int? {
    guard !keys.isEmpty else { return nil }
    let key = key(rank: OrderStatistics.limited(k, to: 1...keys.count))
    return keys.firstIndex(of: key)
  }

  /// Writes 1 for each element that is among the k largest, else 0; of equal ones the first count.
  func markLargest(_ k: Double, in marks: UnsafeMutablePointer<Real>) {
    let count = OrderStatistics.limited(k, to: 0...keys.count)
    guard count > 0 else {
      marks.update(repeating: 0, count: keys.count)
      return
    }
    let threshold = key(rank: count)
    var ties = count - keys.lazy.filter { $0 > threshold }.count
    for (place, key) in keys.enumerated() {
      let isTie = key == threshold && ties > 0
      if isTie { ties -= 1 }
      marks[place] = isTie || key > threshold ? 1 : 0
    }
  }

  /// The key of a rank, counted from 1 for the largest: digit by digit from the highest byte.
  private func key(rank: Int) -> UInt64 {
    var remaining = rank
    var prefix: UInt64 = 0
    for shift in stride(from: 56, through: 0, by: -8) {
      counts.update(repeating: 0)
      let mask: UInt64 = shift == 56 ? 0 : .max << UInt64(shift + 8)
      for key in keys where key & mask == prefix { counts[Int(key >> UInt64(shift) & 0xFF)] += 1 }
      var digit = 255
      while counts[digit] < remaining {
        remaining -= counts[digit]
        digit -= 1
      }
      prefix |= UInt64(digit) << UInt64(shift)
    }
    return prefix
  }
}
