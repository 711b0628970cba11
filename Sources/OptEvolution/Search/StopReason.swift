/// Why a search ended.
public enum StopReason: String, Hashable, Sendable {
  /// The budget is used up.
  case finished
  /// A stop was asked for; the run can be resumed.
  case interrupted
}
