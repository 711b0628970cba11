/// Why an optimizer cannot be made, or cannot take a saved state.
public enum OptimizerError: Error, Hashable, Sendable {
  /// The program has no hyperparameter of the name.
  case unknownHyperparameter(String)
  /// A tensor's dimensions are negative or their product is too large.
  case invalidShape(tensor: Int)
  /// A buffer that the program keeps is missing in a saved state.
  case missingState(name: String, tensor: Int?)
  /// A buffer of a saved state has another length or storage than the program keeps.
  case mismatchedState(name: String, tensor: Int?)
}
