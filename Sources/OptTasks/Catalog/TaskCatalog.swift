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
}
