internal import NumericalCore

/// One labelled record.
package struct Example: Hashable, Sendable {
  package let features: [Float]
  package let label: Int32

  package init(features: [Float], label: Int32) {
    (self.features, self.label) = (features, label)
  }
}

extension Dataset {
  /// Record `index` of the dataset.
  package func example(_ index: Int) -> Example {
    Example(features: Array(features.row(index)), label: labels[index])
  }
}
