/// How the contour accountant fared.
package enum ContourOutcome: String, Hashable, Sendable, CaseIterable {
  case closedForm = "closed form"
  case resolved = "contour"
  case unresolved = "unresolved"
}

/// What was found of one mechanism under one adjacency.
package struct StudyAnswer: Hashable, Sendable {
  package let adjacency: Adjacency
  /// nil where Rényi bounds alone answered.
  package let lower: Double?
  package let upper: Double
  package let method: AccountingMethod
  /// nil for events that contours are not for.
  package let contour: ContourOutcome?

  package init(
    adjacency: Adjacency, lower: Double?, upper: Double, method: AccountingMethod, contour: ContourOutcome?
  ) {
    (self.adjacency, self.lower, self.upper) = (adjacency, lower, upper)
    (self.method, self.contour) = (method, contour)
  }

  /// The width of the interval as a share of its upper end; nil without a lower end.
  package var relativeWidth: Double? {
    lower.map { upper > 0 ? (upper - $0) / upper : 0 }
  }
}
