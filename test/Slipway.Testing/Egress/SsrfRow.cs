namespace Slipway.Testing.Egress;

/// <summary>One hostile or lawful URL of <c>test/corpus/ssrf.tsv</c>, with what must become of it.</summary>
/// <param name="Id">Such as <c>B41</c>.</param>
/// <param name="Group">Heading.</param>
/// <param name="Case">What is tried.</param>
/// <param name="Url">The exact text that a user types.</param>
/// <param name="Save"><c>refuse</c> or <c>accept</c>: what creating the webhook must answer.</param>
/// <param name="Connect"><c>block</c>, <c>connect</c>, <c>do not follow</c>, <c>connect only to the checked address</c>, or <c>-</c>.</param>
public sealed record SsrfRow(string Id, string Group, string Case, string Url, string Save, string Connect)
{
    /// <summary>Saving must refuse it.</summary>
    public bool SaveRefuses => Save == "refuse";

    /// <summary>A request must not leave for it.</summary>
    public bool Blocks => Connect == "block";

    /// <summary>Id and case, for test names and messages.</summary>
    public override string ToString() => $"{Id} {Case}";
}
