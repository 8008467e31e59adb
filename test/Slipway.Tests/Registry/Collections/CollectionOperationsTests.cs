using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Api;
using Slipway.Registry.Collections;
using Slipway.Rest;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Registry.Collections;

public sealed class CollectionOperationsTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_artifact_is_made_once_and_found_again()
    {
        await using var room = await RegistryRoom.CreateAsync();

        var made = await EnsureAsync(room, "iris", "classifier", "model");
        var found = await EnsureAsync(room, "iris", "classifier", "model");

        Assert.Equal(made.Value.Id, found.Value.Id);
        Assert.Equal(["CREATE_COLLECTION"], await room.TellAsync());
    }

    [Theory]
    [InlineData("classifier", "dataset", ErrorCodes.TypeMismatch)]
    [InlineData("a/b", "model", ErrorCodes.NameInvalid)]
    [InlineData("other", "wandb-x", ErrorCodes.TypeInvalid)]
    public async Task What_does_not_fit_is_refused(string name, string type, string code)
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.PublishAsync("classifier");

        Assert.Equal(code, (await EnsureAsync(room, "iris", name, type)).Refusal?.Code);
    }

    [Fact]
    public async Task A_registered_models_name_is_taken_in_its_registrys_project()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelAsync("Iris");

        Assert.Equal(ErrorCodes.NameTaken, (await EnsureAsync(room, "model-registry", "Iris", "model")).Refusal?.Code);
    }

    private static Task<Outcome<Collection>> EnsureAsync(RegistryRoom room, string projectName, string name, string type) =>
        room.Database.ChangeAsync(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, room.Member, "acme", Permission.Publish);
            var project = (await ProjectLookup.FindAsync(tx, team, projectName))!;
            return await room.Get<CollectionOperations>().EnsureArtifactAsync(tx, room.Member, team, project, name, type);
        }, Ct);
}
