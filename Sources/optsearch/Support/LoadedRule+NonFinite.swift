import OptDiagnostics
import OptLanguage
import OptProgram
import OptRuntime

extension LoadedRule {
  /// The message that shows at the source where a run stopped being finite.
  func diagnostic(of origin: NonFiniteResult) -> Diagnostic {
    let spans = rule.spans.step
    let label =
      spans.indices.contains(origin.instruction)
      ? Diagnostic.Label(spans[origin.instruction], "this is \(shortNumber(origin.value))") : nil
    let operands = origin.operands.map { shortNumber($0) }.joined(separator: ", ")
    var notes = ["tensor \(origin.tensor), row \(origin.row), column \(origin.col)"]
    if !operands.isEmpty { notes.append("computed from \(operands)") }
    return Diagnostic(
      .run(.nonFinite),
      "a number stopped being finite in step \(origin.step)",
      at: label,
      notes: notes,
      help: "guard the denominator with an epsilon or `div_no_nan`, or lower the learning rate"
    )
  }
}
