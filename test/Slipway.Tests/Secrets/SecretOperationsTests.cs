using System.Text.Json;
using Slipway.Access;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Secrets.Definitions;
using Slipway.Secrets.Encryption;
using Slipway.Secrets.Stores;
using Slipway.Secrets.Uses;
using Slipway.Secrets.Values;
using Slipway.Storage.Uses;
using Slipway.Tests.Webhooks;
using Xunit;

namespace Slipway.Tests.Secrets;

public sealed class SecretOperationsTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private WebhooksRoom _room = null!;

    public async ValueTask InitializeAsync() => _room = await WebhooksRoom.CreateAsync();

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    private Task<Outcome<SavedSecret>> PutAsync(Actor actor, string name, string value) =>
        _room.Secrets.PutAsync(actor, WebhooksRoom.Team, name, new SecretValue(value), Ct);

    private async Task<IReadOnlyDictionary<string, SecretValue>> RevealAsync(params string[] names) =>
        await _room.Database.ReadAsync(session => _room.Get<SecretVault>().RevealAsync(session, _room.TeamId, names, Ct), Ct);

    [Fact]
    public async Task M9_an_admin_puts_a_secret_and_its_value_never_comes_back_out()
    {
        var put = WebhooksRoom.Ok(await PutAsync(_room.Admin, "GH_PAT", "t0p-secret"));
        Assert.True(put.IsNew);
        Assert.Equal("ana", put.Secret.UpdatedBy);

        var listed = WebhooksRoom.Ok(await _room.Secrets.ListAsync(_room.Viewer, WebhooksRoom.Team, PageRequest.From(null, null).Value, Ct));
        Assert.Equal("GH_PAT", Assert.Single(listed).Name);
        Assert.DoesNotContain("t0p-secret", JsonSerializer.Serialize(listed), StringComparison.Ordinal);
        Assert.Equal("t0p-secret", (await RevealAsync("GH_PAT", "NOPE"))["GH_PAT"].Reveal());
    }

    [Fact]
    public async Task M10_the_value_is_in_no_file_of_the_database()
    {
        await PutAsync(_room.Admin, "GH_PAT", "t0p-secret-value");
        foreach (var table in await _room.QueryAsync<string>("select name from sqlite_master where type = 'table' and name not like 'sqlite%'"))
        {
            var rows = await _room.QueryAsync<dynamic>($"select * from {table}");
            var text = string.Concat(rows.SelectMany(row => ((IDictionary<string, object>)row).Values)
                .Select(value => value is byte[] bytes ? System.Text.Encoding.Latin1.GetString(bytes) : $"{value}"));
            Assert.DoesNotContain("t0p-secret-value", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task M9_only_admins_put_and_delete()
    {
        await PutAsync(_room.Admin, "GH_PAT", "value");
        foreach (var actor in (Actor[])[_room.Member, _room.Viewer])
        {
            Assert.Equal(ErrorCodes.Forbidden, (await PutAsync(actor, "GH_PAT", "other")).Refusal?.Code);
            Assert.Equal(ErrorCodes.Forbidden, (await _room.Secrets.DeleteAsync(actor, WebhooksRoom.Team, "GH_PAT", true, Ct)).Refusal?.Code);
        }
        Assert.Equal(ErrorCodes.NotFound, (await PutAsync(_room.Stranger, "GH_PAT", "other")).Refusal?.Code);
        Assert.Equal("value", (await RevealAsync("GH_PAT"))["GH_PAT"].Reveal());
    }

    [Theory]
    [InlineData("event_type", ErrorCodes.NameReserved)]
    [InlineData("ACCESS_TOKEN", ErrorCodes.NameReserved)]
    [InlineData("run_name", ErrorCodes.NameReserved)]
    [InlineData("WITH-HYPHEN", ErrorCodes.NameInvalid)]
    [InlineData("..", ErrorCodes.NameInvalid)]
    [InlineData("\u00c4", ErrorCodes.NameInvalid)]
    [InlineData("A\n", ErrorCodes.NameInvalid)]
    [InlineData("", ErrorCodes.NameInvalid)]
    [InlineData("A2345678901234567890123456789012345678901234567890123456789012345", ErrorCodes.NameInvalid)]
    public async Task A_bad_name_is_refused(string name, string code) => Assert.Equal(code, (await PutAsync(_room.Admin, name, "value")).Refusal?.Code);

    [Fact]
    public async Task An_empty_and_an_oversized_value_are_refused()
    {
        Assert.Equal(ErrorCodes.Invalid, (await PutAsync(_room.Admin, "A", "")).Refusal?.Code);
        Assert.Equal(ErrorCodes.TooLarge, (await PutAsync(_room.Admin, "A", new string('x', SecretOperations.MaxValueBytes + 1))).Refusal?.Code);
        Assert.Null((await PutAsync(_room.Admin, "A", new string('x', SecretOperations.MaxValueBytes))).Refusal);
    }

    [Fact]
    public async Task A_new_value_counts_at_once()
    {
        await PutAsync(_room.Admin, "GH_PAT", "old");
        Assert.False(WebhooksRoom.Ok(await PutAsync(_room.Admin, "GH_PAT", "new")).IsNew);
        Assert.Equal("new", (await RevealAsync("GH_PAT"))["GH_PAT"].Reveal());
    }

    [Fact]
    public async Task A_secret_in_use_is_deleted_by_force_only_and_its_users_are_disabled()
    {
        await PutAsync(_room.Admin, "GH_PAT", "value");
        var user = new ThingUser("automation", "7", "deploy");
        await _room.Database.WriteAsync(tx => SecretUses.Table.ReplaceAsync(tx, _room.TeamId.Value, user, ["GH_PAT"]), Ct);

        var refused = (await _room.Secrets.DeleteAsync(_room.Admin, WebhooksRoom.Team, "GH_PAT", false, Ct)).Refusal;
        Assert.Equal(ErrorCodes.SecretInUse, refused?.Code);
        Assert.Contains("deploy", refused!.Detail, StringComparison.Ordinal);
        Assert.False(await _room.Database.ReadAsync(session => SecretUses.Table.IsDisabledAsync(session, user), Ct));

        Assert.Null((await _room.Secrets.DeleteAsync(_room.Admin, WebhooksRoom.Team, "GH_PAT", true, Ct)).Refusal);
        Assert.True(await _room.Database.ReadAsync(session => SecretUses.Table.IsDisabledAsync(session, user), Ct));
        Assert.Equal(ErrorCodes.NotFound, (await _room.Secrets.DeleteAsync(_room.Admin, WebhooksRoom.Team, "GH_PAT", true, Ct)).Refusal?.Code);

        await _room.Database.WriteAsync(tx => SecretUses.Table.ReplaceAsync(tx, _room.TeamId.Value, user, Array.Empty<string>()), Ct);
        Assert.False(await _room.Database.ReadAsync(session => SecretUses.Table.IsDisabledAsync(session, user), Ct));
    }

    [Fact]
    public async Task Swapped_rows_do_not_open()
    {
        await PutAsync(_room.Admin, "LOW", "low");
        await PutAsync(_room.Admin, "HIGH", "high");
        await _room.Database.WriteAsync(tx => tx.ExecuteAsync(
            "update secrets set sealed = (select s.sealed from secrets s where s.name = 'HIGH') where name = 'LOW'"), Ct);
        Assert.Equal(["HIGH"], (await RevealAsync("LOW", "HIGH")).Keys);

        await _room.Database.WriteAsync(tx => tx.ExecuteAsync("update secrets set team_id = team_id + 1 where name = 'HIGH'"), Ct);
        Assert.Empty(await _room.Database.ReadAsync(session =>
            _room.Get<SecretVault>().RevealAsync(session, new TeamId(_room.TeamId.Value + 1), ["HIGH"], Ct), Ct));
    }

    [Fact]
    public async Task Rewrap_moves_every_secret_to_the_current_master_key()
    {
        for (var n = 0; n < 150; n++)
        {
            await PutAsync(_room.Admin, $"S{n}", $"value {n}");
        }
        var former = _room.Get<MasterKeyRing>().Current;
        var next = MasterKey.Generate();
        var ring = new MasterKeyRing(next, [former]);
        var store = new EmbeddedSecretStore(ring);
        var logger = Microsoft.Extensions.Logging.Abstractions.NullLogger<RewrapOperations>.Instance;

        Assert.Equal(ErrorCodes.Forbidden, (await new RewrapOperations(_room.Database, store, ring, logger).RewrapAsync(_room.Admin, Ct)).Refusal?.Code);
        var result = WebhooksRoom.Ok(await new RewrapOperations(_room.Database, store, ring, logger).RewrapAsync(Actor.System, Ct));
        Assert.Equal(new RewrapResult(150, 0, 150), result);
        Assert.Equal(new RewrapResult(0, 0, 150), WebhooksRoom.Ok(await new RewrapOperations(_room.Database, store, ring, logger).RewrapAsync(Actor.System, Ct)));

        var alone = new SecretVault(new EmbeddedSecretStore(new MasterKeyRing(next, [])), Microsoft.Extensions.Logging.Abstractions.NullLogger<SecretVault>.Instance);
        var values = await _room.Database.ReadAsync(session => alone.RevealAsync(session, _room.TeamId, ["S0", "S149"], Ct), Ct);
        Assert.Equal("value 149", values["S149"].Reveal());
    }

    [Fact]
    public async Task Rewrap_tells_how_many_it_could_not_read()
    {
        await PutAsync(_room.Admin, "A", "value");
        var ring = new MasterKeyRing(MasterKey.Generate(), []);
        var rewrap = new RewrapOperations(_room.Database, new EmbeddedSecretStore(ring), ring, Microsoft.Extensions.Logging.Abstractions.NullLogger<RewrapOperations>.Instance);
        Assert.Equal(new RewrapResult(0, 1, 1), WebhooksRoom.Ok(await rewrap.RewrapAsync(Actor.System, Ct)));
        Assert.Equal("value", (await RevealAsync("A"))["A"].Reveal());
    }
}
