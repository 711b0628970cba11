import Synchronization

/// A request to stop, set from anywhere; a search looks at it between batches.
public final class StopFlag: Sendable {
  private let flag = Atomic<Bool>(false)

  /// A request not made yet.
  public init() {}

  /// Whether a stop was asked for.
  public var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// Asks for a stop.
  public func request() { flag.store(true, ordering: .relaxed) }
}
