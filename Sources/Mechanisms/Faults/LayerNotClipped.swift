package import Learning
package import PrivacyModel

/// A known bug: a layer, such as biases kept apart, is left out of the norm and of the clipping.
package struct LayerNotClipped: ClippingRule {
  private let correct: any ClippingRule
  private let group: Int

  /// - Parameter group: The number of the layer among those with parameters.
  package init(_ correct: any ClippingRule, group: Int) { (self.correct, self.group) = (correct, group) }

  package func begin(in trial: TrialIdentity) -> any ClippingRun {
    AlteredClippingRun(correct.begin(in: trial)) { [group] run, tables in
      let size = tables.groups * tables.capacity
      let start = group * tables.capacity
      withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { rest in
        _ = rest.update(fromContentsOf: UnsafeBufferPointer(start: tables.squaredNorms, count: size))
        for example in 0..<tables.examples { rest[start + example] = 0 }
        guard let norms = rest.baseAddress else { return }
        run.fill(
          tables.factors, squaredNorms: norms, groups: tables.groups, capacity: tables.capacity,
          examples: tables.examples)
      }
      for example in 0..<tables.examples { tables.factors[start + example] = 1 }
    }
  }
}
