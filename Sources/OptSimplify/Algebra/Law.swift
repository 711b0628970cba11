/// The laws of real arithmetic by which terms are brought into normal form.
///
/// A law is noted when it changes something that was not in normal form before, so that a
/// simplification can name its reasons.
enum Law: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case constants
  case likeTerms
  case cancellation
  case distribution
  case perfectSquare
  case likePowers
  case magnitudeOverItself
  case signTimesMagnitude
  case rootOfSquare
  case magnitude
  case sign
  case oddFunction
  case evenFunction
  case inverseFunction
  case exponential
  case logarithm
  case hyperbolic
  case circle
  case extremum
  case comparison
  case selection
  case interpolation
  case remainder
  case wholeNumbers
  case linearReduction
  case reductionOfSquares
  case axisThenAll
  case homogeneousClip
  case linearMatrix
  case transposedTwice
  case reciprocal
  case guardedQuotient

  /// The law in words and symbols.
  var text: String {
    switch self {
    case .constants: "numbers are computed"
    case .likeTerms: "a x + b x = (a + b) x"
    case .cancellation: "x - x = 0"
    case .distribution: "a (x + y) = a x + a y"
    case .perfectSquare: "x^2 + 2 x y + y^2 = (x + y)^2"
    case .likePowers: "x^a x^b = x^(a + b)"
    case .reciprocal: "x / y = x y^-1"
    case .guardedQuotient: "div_no_nan(x, y) = x / y where y is not 0"
    case .magnitudeOverItself: "div_no_nan(x, |x|) = sign(x)"
    case .signTimesMagnitude: "sign(x) |x| = x"
    case .rootOfSquare: "sqrt(x^2) = |x|"
    case .magnitude: "|x y| = |x| |y|"
    case .sign: "sign(x y) = sign(x) sign(y)"
    case .oddFunction: "f(-x) = -f(x)"
    case .evenFunction: "f(-x) = f(x)"
    case .inverseFunction: "a function undoes its inverse"
    case .exponential: "exp(x) exp(y) = exp(x + y)"
    case .logarithm: "log(x y) = log(x) + log(y)"
    case .hyperbolic: "sigmoid(x) = (1 + tanh(x / 2)) / 2"
    case .circle: "sin(x)^2 + cos(x)^2 = 1"
    case .extremum: "max(x, y) = (x + y + |x - y|) / 2"
    case .comparison: "x > y is the sign of x - y"
    case .selection: "where(c, x, y) = c x + (1 - c) y"
    case .interpolation: "interp(x, y, c) = (1 - c) x + c y"
    case .remainder: "x % y = x - y floor(x / y)"
    case .wholeNumbers: "floor(x + 1) = floor(x) + 1"
    case .linearReduction: "sum(a x) = a sum(x)"
    case .reductionOfSquares: "norm(x) = sqrt(sum(x^2))"
    case .axisThenAll: "sum(row_sum(x)) = sum(x)"
    case .homogeneousClip: "clip_by_norm(a x, a c) = a clip_by_norm(x, c)"
    case .linearMatrix: "transpose(a x) = a transpose(x)"
    case .transposedTwice: "transpose(transpose(x)) = x"
    }
  }
}

/// A set of laws, in the order of `Law`.
struct LawSet: OptionSet, Hashable, Sendable, BitwiseCopyable {
  let rawValue: UInt64

  init(rawValue: UInt64) { self.rawValue = rawValue }

  init(_ law: Law) { rawValue = 1 << UInt64(law.rawValue) }

  /// The laws of the set.
  var laws: [Law] { Law.allCases.filter { contains(LawSet($0)) } }
}
