using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Keys;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Access.Teams;
using Slipway.Access.Users;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Access;

/// <summary>Users, teams, members and keys on every database.</summary>
public abstract class AccessConformance(TestEngine engine) : IAsyncLifetime
{
    private static readonly PageRequest All = new(PageRequest.MaxLimit, long.MaxValue);
    private RegistryRoom _room = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private UserOperations Users => _room.Get<UserOperations>();

    private TeamOperations Teams => _room.Get<TeamOperations>();

    private MemberOperations Members => _room.Get<MemberOperations>();

    private ApiKeyOperations Keys => _room.Get<ApiKeyOperations>();

    public async ValueTask InitializeAsync() => _room = await RegistryRoom.CreateAsync(engine);

    public async ValueTask DisposeAsync()
    {
        await _room.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Users_teams_and_service_accounts_share_one_namespace()
    {
        var ada = await UserAsync("ada");
        _ = (await Teams.CreateAsync(ada, "vision", Ct)).Value;
        ada = await AgainAsync(ada);
        _ = (await _room.Get<ServiceAccountOperations>().CreateAsync(ada, "vision", "robot", Role.Member, Ct)).Value;
        foreach (var taken in (string[])["ada", "vision", "robot"])
        {
            Assert.Equal(ErrorCodes.NameTaken, (await Users.CreateAsync(Actor.System, new NewUser(taken, null, null), Ct)).Refusal?.Code);
            Assert.Equal(ErrorCodes.NameTaken, (await Teams.CreateAsync(ada, taken, Ct)).Refusal?.Code);
            Assert.Equal(ErrorCodes.NameTaken, (await _room.Get<ServiceAccountOperations>().CreateAsync(ada, "vision", taken, Role.Member, Ct)).Refusal?.Code);
        }
    }

    [Fact]
    public async Task Of_many_who_take_one_name_at_once_one_gets_it()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(async () => i % 2 == 0
            ? (await Users.CreateAsync(Actor.System, new NewUser("one", null, null), Ct)).Refusal?.Code
            : (await Teams.CreateAsync(_room.Stranger, "one", Ct)).Refusal?.Code, Ct)));
        Assert.Single(taken, code => code is null);
        Assert.Equal(11, taken.Count(code => code == ErrorCodes.NameTaken));
    }

    [Fact]
    public async Task A_team_is_born_with_its_creator_as_admin_and_its_registry()
    {
        var ada = await UserAsync("ada");
        Assert.Equal(Role.Admin, (await Teams.CreateAsync(ada, "vision", Ct)).Value.Role);
        ada = await AgainAsync(ada);
        Assert.Equal("model-registry", Assert.Single((await _room.Get<ProjectOperations>().ListAsync(ada, "vision", All, Ct)).Value).Name);
        Assert.Equal(["vision", "ada"], (await Teams.ListAsync(ada, All, Ct)).Select(team => team.Name));
    }

    [Fact]
    public async Task The_entity_of_a_user_cannot_be_deleted_from_under_them()
    {
        var ada = await UserAsync("ada");
        Assert.Equal(ErrorCodes.TeamInUse, (await Teams.DeleteAsync(ada, "ada", Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NameTaken, (await Teams.CreateAsync(_room.Stranger, "ada", Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task A_deleted_team_frees_its_name_and_ends_its_service_accounts()
    {
        var ada = await UserAsync("ada");
        _ = (await Teams.CreateAsync(ada, "vision", Ct)).Value;
        ada = await AgainAsync(ada);
        var robot = (await _room.Get<ServiceAccountOperations>().CreateAsync(ada, "vision", "robot", Role.Member, Ct)).Value;
        Assert.Equal(ActorKind.Service, (await FindAsync(robot.Key))!.Kind);
        Assert.Null((await Teams.DeleteAsync(ada, "vision", Ct)).Refusal);
        Assert.Null(await FindAsync(robot.Key));
        _ = (await Users.CreateAsync(Actor.System, new NewUser("vision", null, null), Ct)).Value;
        _ = (await Users.CreateAsync(Actor.System, new NewUser("robot", null, null), Ct)).Value;
    }

    [Fact]
    public async Task The_last_admin_neither_leaves_nor_steps_down()
    {
        var ada = await UserAsync("ada");
        _ = await UserAsync("bob");
        _ = (await Teams.CreateAsync(ada, "vision", Ct)).Value;
        ada = await AgainAsync(ada);
        _ = (await _room.Get<ServiceAccountOperations>().CreateAsync(ada, "vision", "robot", Role.Admin, Ct)).Value;
        _ = (await Members.PutAsync(ada, "vision", "bob", Role.Member, Ct)).Value;
        Assert.Equal(ErrorCodes.LastAdmin, (await Members.RemoveAsync(ada, "vision", "ada", Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.LastAdmin, (await Members.PutAsync(ada, "vision", "ada", Role.Member, Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.LastAdmin, (await Members.RemoveAsync(Actor.System, "vision", "ada", Ct)).Refusal?.Code);

        _ = (await Members.PutAsync(ada, "vision", "bob", Role.Admin, Ct)).Value;
        Assert.Null((await Members.RemoveAsync(ada, "vision", "ada", Ct)).Refusal);
        Assert.Equal(["robot", "bob"], (await Members.ListAsync(Actor.System, "vision", All, Ct)).Value.Select(member => member.Name));
    }

    [Fact]
    public async Task Two_admins_who_demote_each_other_at_once_leave_one()
    {
        for (var round = 0; round < 8; round++)
        {
            var (ada, bob) = (await UserAsync($"ada{round}"), await UserAsync($"bob{round}"));
            var team = $"vision{round}";
            _ = (await Teams.CreateAsync(ada, team, Ct)).Value;
            _ = (await Members.PutAsync(await AgainAsync(ada), team, bob.Name, Role.Admin, Ct)).Value;
            (ada, bob) = (await AgainAsync(ada), await AgainAsync(bob));
            await Task.WhenAll(
                Task.Run(() => Members.PutAsync(ada, team, bob.Name, Role.Viewer, Ct), Ct),
                Task.Run(() => Members.RemoveAsync(bob, team, ada.Name, Ct), Ct));
            Assert.Single((await Members.ListAsync(Actor.System, team, All, Ct)).Value, member => member.Role == Role.Admin);
        }
    }

    [Fact]
    public async Task Members_leave_by_themselves_and_are_put_out_by_admins_alone()
    {
        var (ada, bob, eve) = (await UserAsync("ada"), await UserAsync("bob"), await UserAsync("eve"));
        _ = (await Teams.CreateAsync(ada, "vision", Ct)).Value;
        ada = await AgainAsync(ada);
        _ = (await Members.PutAsync(ada, "vision", "bob", Role.Member, Ct)).Value;
        _ = (await Members.PutAsync(ada, "vision", "eve", Role.Viewer, Ct)).Value;
        (bob, eve) = (await AgainAsync(bob), await AgainAsync(eve));
        Assert.Equal(ErrorCodes.Forbidden, (await Members.RemoveAsync(bob, "vision", "eve", Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await Members.RemoveAsync(ada, "vision", "nobody", Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await Members.ListAsync(_room.Stranger, "vision", All, Ct)).Refusal?.Code);
        Assert.Null((await Members.RemoveAsync(eve, "vision", "eve", Ct)).Refusal);
        Assert.Equal(["bob", "ada"], (await Members.ListAsync(bob, "vision", All, Ct)).Value.Select(member => member.Name));
    }

    [Fact]
    public async Task Nobody_raises_their_own_role()
    {
        var (ada, bob) = (await UserAsync("ada"), await UserAsync("bob"));
        _ = (await Teams.CreateAsync(ada, "vision", Ct)).Value;
        _ = (await Members.PutAsync(await AgainAsync(ada), "vision", "bob", Role.Viewer, Ct)).Value;
        bob = await AgainAsync(bob);
        Assert.Equal(ErrorCodes.Forbidden, (await Members.PutAsync(bob, "vision", "bob", Role.Admin, Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task A_key_works_until_it_is_revoked_and_its_text_is_kept_nowhere()
    {
        var ada = await UserAsync("ada");
        var made = (await Keys.CreateAsync(ada, "ada", "laptop", Ct)).Value;
        Assert.True(ApiKeyText.IsWellFormed(made.Key));
        Assert.DoesNotContain(made.Key, made.ToString(), StringComparison.Ordinal);
        Assert.Equal("ada", (await FindAsync(made.Key))!.Name);
        var rows = await _room.Database.ReadAsync(session => session.QueryAsync<string>("select key_hash from api_keys"), Ct);
        Assert.Contains(ApiKeyText.Hash(made.Key), rows);
        Assert.DoesNotContain(rows, row => row.Contains(made.Key, StringComparison.Ordinal));

        Assert.Null((await Keys.RevokeAsync(ada, "ada", $"{made.Id}", Ct)).Refusal);
        Assert.Null(await FindAsync(made.Key));
        Assert.Equal(ErrorCodes.NotFound, (await Keys.RevokeAsync(ada, "ada", $"{made.Id}", Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task The_keys_of_another_are_nobodys_business_but_an_instance_admins()
    {
        var (ada, bob) = (await UserAsync("ada"), await UserAsync("bob"));
        var made = (await Keys.CreateAsync(ada, "ada", null, Ct)).Value;
        Assert.Equal(ErrorCodes.NotFound, (await Keys.ListAsync(bob, "ada", All, Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await Keys.CreateAsync(bob, "ada", null, Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await Keys.RevokeAsync(bob, "ada", $"{made.Id}", Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await Keys.RevokeAsync(bob, "bob", $"{made.Id}", Ct)).Refusal?.Code);
        Assert.Null((await Keys.RevokeAsync(Actor.System, "ada", $"{made.Id}", Ct)).Refusal);
    }

    [Fact]
    public async Task Only_an_instance_admin_makes_and_lists_users()
    {
        Assert.Equal(ErrorCodes.Forbidden, (await Users.CreateAsync(_room.Admin, new NewUser("zoe", null, null), Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.Forbidden, (await Users.ListAsync(_room.Admin, All, Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.Invalid, (await Users.CreateAsync(Actor.System, new NewUser("zoe", "no address", null), Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.Invalid, (await Users.CreateAsync(Actor.System, new NewUser("zoe", null, "short"), Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task Every_change_leaves_a_row_in_the_trail()
    {
        var ada = await UserAsync("ada");
        _ = await UserAsync("bob");
        _ = (await Teams.CreateAsync(ada, "vision", Ct)).Value;
        ada = await AgainAsync(ada);
        _ = (await Members.PutAsync(ada, "vision", "bob", Role.Member, Ct)).Value;
        _ = (await Members.RemoveAsync(ada, "vision", "bob", Ct)).Value;
        _ = (await _room.Get<ServiceAccountOperations>().CreateAsync(ada, "vision", "robot", Role.Viewer, Ct)).Value;
        _ = (await _room.Get<ProjectOperations>().CreateAsync(ada, "vision", "iris", Ct)).Value;
        var audit = _room.Get<AuditOperations>();
        Assert.Equal(
            ["project.created iris", "service_account.created robot viewer", "member.removed bob", "member.put bob member", "team.created vision"],
            (await audit.ListAsync(ada, "vision", All, Ct)).Value.Select(entry => $"{entry.Action} {entry.Subject} {entry.Detail}".TrimEnd()));
        Assert.Equal(ErrorCodes.Forbidden, (await audit.ListAsync(ada, null, All, Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await audit.ListAsync(_room.Stranger, "vision", All, Ct)).Refusal?.Code);
        _ = (await Teams.DeleteAsync(ada, "vision", Ct)).Value;
        Assert.Equal("team.deleted vision vision", (await audit.ListAsync(Actor.System, null, All, Ct)).Value.Select(entry => $"{entry.Action} {entry.Subject} {entry.Team}").First());
    }

    [Fact]
    public async Task The_first_start_makes_one_admin_also_when_several_servers_start_at_once()
    {
        await using var empty = await RegistryRoom.CreateAsync(engine);
        await empty.Database.WriteAsync(async tx =>
        {
            foreach (var table in (string[])["team_members", "projects", "api_keys", "teams", "users", "names"])
            {
                await tx.ExecuteAsync($"delete from {table}");
            }
        }, Ct);
        var start = empty.Get<FirstStart>();
        var keys = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => start.RunAsync(new FirstAdmin(null, null), Ct), Ct)));
        var key = Assert.Single(keys, made => made is not null);
        var admin = (await empty.Get<ActorLookup>().FindByKeyAsync(key!, Ct))!;
        Assert.Equal(("admin", true), (admin.Name, admin.IsInstanceAdmin));
        Assert.Null(await start.RunAsync(new FirstAdmin(new string('k', 40), null), Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => start.RunAsync(new FirstAdmin("short", null), Ct));
    }

    private Task<Actor?> FindAsync(string key) => _room.Get<ActorLookup>().FindByKeyAsync(key, Ct);

    private async Task<Actor> UserAsync(string name)
    {
        _ = (await Users.CreateAsync(Actor.System, new NewUser(name, null, null), Ct)).Value;
        return (await FindAsync((await Keys.CreateAsync(Actor.System, name, null, Ct)).Value.Key))!;
    }

    /// <summary>The same person as their next request finds them.</summary>
    private async Task<Actor> AgainAsync(Actor actor) => (await FindAsync((await Keys.CreateAsync(actor, actor.Name, null, Ct)).Value.Key))!;
}

public sealed class SqliteAccessTests() : AccessConformance(TestEngine.Sqlite);

public sealed class PostgresAccessTests() : AccessConformance(TestEngine.Postgres);
