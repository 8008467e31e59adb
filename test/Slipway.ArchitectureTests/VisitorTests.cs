using Slipway.ArchitectureTests.Reading;
using Slipway.ArchitectureTests.Rules;
using Xunit;

namespace Slipway.ArchitectureTests;

public sealed class VisitorTests
{
    [Fact]
    public void S_H2_No_page_keeps_an_actor() => Violations.None(VisitorRules.NobodyKeepsAnActor(Checkout.Sources));

    [Theory]
    [InlineData("    private Actor? _actor;")]
    [InlineData("    protected Actor? Actor { get; private set; }")]
    [InlineData("    public required Actor Actor { get; set; }")]
    [InlineData("    private static readonly Slipway.Access.Actor Everybody = Actor.System;")]
    [InlineData("    private sealed record HandedOver(string Address, Actor Actor, T Data);")]
    public void S_H2_A_page_that_keeps_an_actor_is_found(string line) =>
        Assert.Single(VisitorRules.NobodyKeepsAnActor([new SourceFile("src/Web/Pages/A.razor", "@code {\n    private int _step;\n" + line + "\n}")]));

    [Fact]
    public void S_H2_An_actor_that_lives_for_one_call_is_none() =>
        Assert.Empty(VisitorRules.NobodyKeepsAnActor(
        [
            new SourceFile("src/Web/Pages/A.razor",
                """
                @code {
                    private Onlooker? _onlooker;
                    protected override async Task<Outcome<View>> LoadAsync(Actor actor, CancellationToken ct) => await List.ListAsync(actor, ct);
                    private async Task SaveAsync()
                    {
                        Actor actor = await Visit.ActorAsync(Ct);
                    }
                }
                """),
            new SourceFile("src/Launch/Somewhere.cs", "    private readonly Actor _actor;"),
        ]));
}
