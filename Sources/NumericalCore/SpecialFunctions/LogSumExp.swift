internal import Foundation

/// log Σ e^x over `logTerms`, without overflow; −∞ for none, and ∞ where a term is.
///
/// - Accuracy: relative error of the sum below (n + 4) rounding units for n terms.
package func logSumExp(_ logTerms: [Double]) -> Double {
  let largest = logTerms.max() ?? -.infinity
  guard largest.isFinite else { return largest }
  return largest + log(logTerms.reduce(0) { $0 + exp($1 - largest) })
}
