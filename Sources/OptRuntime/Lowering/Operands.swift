/// Up to three arguments, as many as any operation has, kept in place: a list without memory of its own.
struct Operands<Element: Hashable & Sendable & BitwiseCopyable>: Hashable, Sendable,
  BitwiseCopyable
{
  private(set) var count: Int
  private var first: Element?
  private var second: Element?
  private var third: Element?

  /// Arguments in their order.
  init(_ first: Element? = nil, _ second: Element? = nil, _ third: Element? = nil) {
    self.first = first
    self.second = second
    self.third = third
    count = third != nil ? 3 : second != nil ? 2 : first != nil ? 1 : 0
  }

  /// What a closure makes of the places from 0 to `count - 1`.
  @inline(__always)
  init(count: Int, _ element: (Int) -> Element) {
    precondition(count <= 3, "an operation has at most three operands")
    self.count = count
    first = count > 0 ? element(0) : nil
    second = count > 1 ? element(1) : nil
    third = count > 2 ? element(2) : nil
  }

  /// What a closure makes of each.
  @inline(__always)
  func map<Result>(_ transform: (Element) -> Result) -> Operands<Result> {
    Operands<Result>(count: count) { transform(self[$0]) }
  }
}

extension Operands: RandomAccessCollection {
  var startIndex: Int { 0 }

  var endIndex: Int { count }

  subscript(place: Int) -> Element {
    let element = place == 0 ? first : place == 1 ? second : third
    guard let element, place >= 0 else { preconditionFailure("no operand at the place") }
    return element
  }
}
