package import OptProgram

/// A way in which a child differs from its parent.
///
/// Raw values are the names in the journal.
public enum MutationKind: String, CaseIterable, Hashable, Sendable, Codable {
  /// A new statement at a random place.
  case insert
  /// A statement is dropped; what read it reads one of its arguments.
  case delete
  /// One argument of a statement is drawn anew.
  case modifyArgument = "modify_argument"
  /// The operation of a statement is drawn anew.
  case modifyOperation = "modify_operation"
  /// A number is multiplied by 2^N(0,1), or its distance from 1 is.
  case perturbConstant = "perturb_constant"
  /// A number is drawn anew.
  case resampleConstant = "resample_constant"
  /// Two arguments of a statement change places.
  case swapArguments = "swap_arguments"
  /// A second state is kept like a first one, and some statement reads it instead.
  case duplicateState = "duplicate_state"
  /// A statement of another parent, with what it needs, replaces one use of a value.
  case crossOver = "cross_over"
  /// Every number of an elite program is moved a little.
  case refine
  /// A moving average of a value is kept in a new state, and some statement reads it.
  case addState = "add_state"

  /// The place in tables of weights and counts.
  package var index: Int {
    switch self {
    case .insert: 0
    case .delete: 1
    case .modifyArgument: 2
    case .modifyOperation: 3
    case .perturbConstant: 4
    case .resampleConstant: 5
    case .swapArguments: 6
    case .duplicateState: 7
    case .crossOver: 8
    case .refine: 9
    case .addState: 10
    }
  }
}

/// How often each mutation is drawn, in parts of the sum.
public struct MutationWeights: Hashable, Sendable {
  private var values: [Int]

  /// Equal weights for changes of structure, less for rarer ones.
  public static let standard = MutationWeights([
    .insert: 6, .delete: 5, .modifyArgument: 6, .modifyOperation: 4, .perturbConstant: 4,
    .resampleConstant: 2, .swapArguments: 1, .duplicateState: 1, .crossOver: 2, .addState: 1,
  ])

  /// Only numbers change: the baseline that tunes the start's constants.
  public static let constants = MutationWeights([.perturbConstant: 3, .resampleConstant: 1])

  /// Weights by kind, 0 for what is not listed.
  ///
  /// `refine` is never drawn: the search schedules it.
  public init(_ weights: [MutationKind: Int]) {
    values = MutationKind.allCases.map { $0 == .refine ? 0 : max(0, weights[$0] ?? 0) }
  }

  /// The weight of one mutation.
  public subscript(kind: MutationKind) -> Int { values[kind.index] }

  /// Draws a mutation among those with a positive weight for which `isPossible` holds.
  package func draw(
    _ stream: inout RandomStream,
    isPossible: (MutationKind) -> Bool
  ) -> MutationKind? {
    var total = 0
    for kind in MutationKind.allCases where isPossible(kind) { total += self[kind] }
    guard total > 0 else { return nil }
    var left = stream.below(total)
    for kind in MutationKind.allCases where isPossible(kind) {
      left -= self[kind]
      if left < 0 { return kind }
    }
    return nil
  }
}

extension MutationWeights: Codable {
  /// Reads weights by name; a name that is no mutation is an error.
  public init(from decoder: any Decoder) throws {
    let byName = try decoder.singleValueContainer().decode([String: Int].self)
    var weights: [MutationKind: Int] = [:]
    for (name, weight) in byName {
      guard let kind = MutationKind(rawValue: name) else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "no mutation is called \(name)")
        )
      }
      weights[kind] = weight
    }
    self.init(weights)
  }

  /// Writes weights by name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      Dictionary(uniqueKeysWithValues: MutationKind.allCases.map { ($0.rawValue, self[$0]) })
    )
  }
}
