/// Characters that look like one of the language, as texts from papers and web pages contain them.
package enum Lookalike {
  /// What to write instead of a character, nil if it resembles nothing of the language.
  package static func replacement(of scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x2010...0x2015, 0x2212, 0xFE63: "-"
    case 0xD7, 0xB7, 0x2217, 0x2219, 0x22C5, 0x2715, 0x2022: "*"
    case 0xF7, 0x2044, 0x2215: "/"
    case 0x2264: "<="
    case 0x2265: ">="
    case 0x2260: "!="
    case 0xB2: "^2"
    case 0xB3: "^3"
    case 0x2025, 0x2026: ".."
    case 0x2190, 0x2254: "="
    case 0xA0, 0x1680, 0x2000...0x200B, 0x202F, 0x205F, 0x3000, 0xFEFF: " "
    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0).map { String($0) }
    default: nil
    }
  }

  /// The usual name of a Greek letter, nil if it is none.
  package static func name(ofGreek scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "α": "alpha"
    case "β": "beta"
    case "γ": "gamma"
    case "δ", "Δ": "delta"
    case "ε", "ϵ": "eps"
    case "η": "eta"
    case "θ", "Θ": "theta"
    case "κ": "kappa"
    case "λ", "Λ": "lambda"
    case "μ", "µ": "mu"
    case "ν": "nu"
    case "π": "pi"
    case "ρ": "rho"
    case "σ", "Σ": "sigma"
    case "τ": "tau"
    case "φ", "ϕ": "phi"
    case "ψ": "psi"
    case "ω": "omega"
    default: nil
    }
  }
}
