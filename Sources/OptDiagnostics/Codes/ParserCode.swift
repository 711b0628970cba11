/// Problems of structure: `OPT01..`.
public enum ParserCode: String, StageCode {
  case unexpectedToken = "OPT0101"
  case missingExpression = "OPT0102"
  case unclosedBracket = "OPT0103"
  case unclosedBrace = "OPT0104"
  case unmatchedCloser = "OPT0105"
  case chainedComparison = "OPT0106"
  case statementOutsideRule = "OPT0107"
  case emptyFile = "OPT0108"
  case declarationAfterStatement = "OPT0109"
  case keywordAsName = "OPT0110"
  case assignmentAsComparison = "OPT0111"
  case invalidDeclaration = "OPT0112"
  case repeatCount = "OPT0113"
  case missingNewline = "OPT0114"

  /// The long text of the code.
  public var explanation: Explanation { Explanation(meaning: "", example: "", instead: "") }
}
