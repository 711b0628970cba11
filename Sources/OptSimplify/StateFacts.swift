internal import OptProgram

/// What is known of a state before its values are brought into normal form.
struct StateFacts {
  var variable: Variable
  var type: ValueType
  var storage: Storage

  /// The value in every step, if it never changes.
  var constant: Double?

  /// Whether the value is never negative: true of the first value, and kept by each step.
  var isNonnegative = false

  /// The state is this number times the state of the normal form.
  var scale = 1.0

  /// The hash of the leaf that stands for the state, refined round by round.
  var hash: UInt64 = 0
}
