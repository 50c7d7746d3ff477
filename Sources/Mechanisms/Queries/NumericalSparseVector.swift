package import NumericalCore
package import PrivacyModel

/// A sparse vector technique that gives the answers above its threshold with new noise; draws as `SparseVector` does, and
/// then the noise of each answer that it gives.
///
/// - Reference: Wang, Ding, Wang, Kifer and Zhang, "Proving Differential Privacy with Shadow Execution", PLDI 2019;
///   NumericSparse in section 3.6 of Dwork and Roth, "The Algorithmic Foundations of Differential Privacy", 2014.
package struct NumericalSparseVector: QueryAlgorithm {
  package let selection: SparseVector
  /// Of the noise on an answer that is given.
  package let valueScale: Double

  /// - Parameter rule: Releases no values of its own.
  package init(_ rule: SparseVectorRule, valueScale: Double) {
    precondition(!rule.releasesValues && valueScale > 0, "what is given has noise of its own")
    (selection, self.valueScale) = (SparseVector(rule), valueScale)
  }

  package func release(_ answers: [Double], using stream: inout RandomStream) -> [SparseVectorAnswer] {
    var said = selection.release(answers, using: &stream)
    for index in said.indices where said[index] == .above {
      said[index] = .value(answers[index] + valueScale * stream.nextLaplace())
    }
    return said
  }
}
