import Foundation

/// The tasks that ship.
public enum TaskCatalog {
  /// Every task in every size, families in the order of the documentation.
  public static let all: [ProxyTask] = [
    digitsMLP, digitsCNN, digitsAutoencoder, cancerLogistic, wineMLP, diabetesRegression, genesisLM,
    genesisMLP, modularAddition, quadratic, rosenbrock, noisySparse,
  ].flatMap { $0 }

  /// The task of a name like `digits-mlp@10`, in the smallest size if it names none; nil if there is none.
  public static func task(named name: String) -> ProxyTask? {
    all.first { $0.name == name || ($0.size == 1 && $0.family == name) }
  }

  /// The task of a name, or of a user's file if the name ends in `.json`; nil if there is none.
  ///
  /// - Throws: `TaskFileError` with what is wrong with the file or the data it names.
  public static func task(namedOrIn reference: String) throws(TaskFileError) -> ProxyTask? {
    if TaskFile.isPath(reference) { return try TaskFile.load(URL(fileURLWithPath: reference)) }
    return task(named: reference)
  }
}
