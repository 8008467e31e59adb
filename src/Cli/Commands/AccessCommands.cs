using System.CommandLine;
using Slipway.Api.Access;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway team | project | user | key | member | service-account | audit</c></summary>
internal static class AccessCommands
{
    public static IEnumerable<Command> Build(CliSession session) =>
    [
        Group("team", "Teams", CreateTeam(session), ListTeams(session)),
        Group("project", "Projects of a team", CreateProject(session), ListProjects(session)),
        Group("user", "Users", CreateUser(session), ListUsers(session), SetPassword(session)),
        Group("key", "API keys", CreateKey(session), ListKeys(session), RevokeKey(session)),
        Group("member", "Members of a team", SetMember(session), ListMembers(session), RemoveMember(session)),
        Group("service-account", "Service accounts of a team", CreateServiceAccount(session)),
        Audit(session),
    ];

    private static Command CreateTeam(CliSession session)
    {
        var name = Name("NAME", "Shares one namespace with users");
        return New("create", "Creates a team; you become its admin.", "slipway team create vision")
            .With(name)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Access.CreateTeamAsync(parsed.GetRequiredValue(name), ct),
                (terminal, team) => terminal.Say($"Created team {team.Name}. Add a member: slipway member set USER ROLE --team {team.Name}"));
    }

    private static Command ListTeams(CliSession session) =>
        New("list", "Lists the teams you see.").AsList(
            session,
            (client, _, size, ct) => client.Access.ListTeamsAsync(size, ct),
            "You are in no team. Create one: slipway team create NAME.",
            [
                new("TEAM", team => team.Name),
                new("YOUR ROLE", team => team.Role),
                new("CREATED", team => Human.Time(team.CreatedAt)),
            ]);

    private static Command CreateProject(CliSession session)
    {
        var name = Name("NAME", "Unique in the team");
        return New("create", "Creates a project.", "slipway project create iris --team vision")
            .With(name)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Access.CreateProjectAsync(
                    session.Team(parsed), parsed.GetRequiredValue(name), ct),
                (terminal, project) => terminal.Say($"Created project {project.Team}/{project.Name}."));
    }

    private static Command ListProjects(CliSession session) =>
        New("list", "Lists the projects of the team.").AsList(
            session,
            (client, parsed, size, ct) => client.Access.ListProjectsAsync(session.Team(parsed), size, ct),
            "No project. Create one: slipway project create NAME.",
            [
                new("PROJECT", project => $"{project.Team}/{project.Name}"),
                new("CREATED", project => Human.Time(project.CreatedAt)),
            ]);

    private static Command CreateUser(CliSession session)
    {
        var name = Name("NAME", "Shares one namespace with teams");
        var email = Text("--email", "The user's address", "ADDRESS");
        var password = Text("--password-file", "A file with the password for the web app; without it the user has only API keys", "FILE");
        return New("create", "Creates a user. For administrators of the server.", "slipway user create ada --email ada@example.com")
            .With(name, email, password)
            .AsResult(
                session,
                async (parsed, ct) => await session.Connect(parsed).Access.CreateUserAsync(
                    new CreateUserRequest
                    {
                        Name = parsed.GetRequiredValue(name),
                        Email = parsed.GetValue(email),
                        Password = parsed.GetValue(password) is { } file ? ReadPassword(file) : null,
                    },
                    ct),
                (terminal, user) => terminal.Say($"Created user {user.Name}. Make a key: slipway key create {user.Name}"));
    }

    private static Command SetPassword(CliSession session)
    {
        var user = Name("USER", "Whose password");
        var password = Text("--password-file", "A file with the password", "FILE");
        password.Required = true;
        return New("password", "Gives a user a password for the web app, and signs them out everywhere. For administrators of the server.",
                "slipway user password admin --password-file password.txt")
            .With(user, password)
            .AsDeed(session, async (parsed, ct) =>
            {
                var name = parsed.GetRequiredValue(user);
                await session.Connect(parsed).Access.SetPasswordAsync(name, ReadPassword(parsed.GetRequiredValue(password)!), ct);
                return $"{name} has a new password.";
            });
    }

    private static string ReadPassword(string file) => TextFile.Read(file).TrimEnd('\r', '\n');

    private static Command ListUsers(CliSession session) =>
        New("list", "Lists the users. For administrators of the server.").AsList(
            session,
            (client, _, size, ct) => client.Access.ListUsersAsync(size, ct),
            "There is no user.",
            [
                new("USER", user => user.Name),
                new("EMAIL", user => user.Email),
                new("ADMINISTERS", user => user.InstanceAdmin ? "yes" : "no"),
                new("CREATED", user => Human.Time(user.CreatedAt)),
            ]);

    private static Command CreateKey(CliSession session)
    {
        var user = Name("USER", "Whose key");
        var description = Text("--description", "What it is for", "TEXT");
        return New("create", "Creates an API key. It is shown this once.", "slipway key create ada --description laptop")
            .With(user, description)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Access.CreateApiKeyAsync(
                    parsed.GetRequiredValue(user),
                    new CreateApiKeyRequest { Description = parsed.GetValue(description) },
                    ct),
                (terminal, key) =>
                {
                    terminal.Remark($"Key {key.Id}. Keep it: it is not shown again.");
                    terminal.Say(key.Key);
                });
    }

    private static Command ListKeys(CliSession session)
    {
        var user = Name("USER", "Whose keys");
        return New("list", "Lists the API keys of a user, never the keys themselves.")
            .With(user)
            .AsList(
                session,
                (client, parsed, size, ct) => client.Access.ListApiKeysAsync(parsed.GetRequiredValue(user), size, ct),
                "No key. Make one: slipway key create USER.",
                [
                    new("ID", key => key.Id),
                    new("DESCRIPTION", key => key.Description),
                    new("CREATED", key => Human.Time(key.CreatedAt)),
                    new("LAST USED", key => Human.Time(key.LastUsedAt)),
                ]);
    }

    private static Command RevokeKey(CliSession session)
    {
        var user = Name("USER", "Whose key");
        var id = Name("ID", "The key's id");
        return New("revoke", "Revokes an API key.")
            .With(user, id)
            .AsDeed(session, async (parsed, ct) =>
            {
                await session.Connect(parsed).Access.DeleteApiKeyAsync(
                    parsed.GetRequiredValue(user), parsed.GetRequiredValue(id), ct);
                return "Revoked.";
            });
    }

    private static Command SetMember(CliSession session)
    {
        var user = Name("USER", "Who");
        var role = Name("ROLE", "admin, member or viewer");
        return New("set", "Makes a user a member of the team, or changes the role.", "slipway member set ada member --team vision")
            .With(user, role)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Access.PutMemberAsync(
                    session.Team(parsed), parsed.GetRequiredValue(user), parsed.GetRequiredValue(role), ct),
                (terminal, member) => terminal.Say($"{member.User} is {member.Role}."));
    }

    private static Command ListMembers(CliSession session) =>
        New("list", "Lists the members of the team.").AsList(
            session,
            (client, parsed, size, ct) => client.Access.ListMembersAsync(session.Team(parsed), size, ct),
            "No member. Add one: slipway member set USER ROLE.",
            [
                new("MEMBER", member => member.User),
                new("KIND", member => member.Kind),
                new("ROLE", member => member.Role),
                new("SINCE", member => Human.Time(member.Since)),
            ]);

    private static Command RemoveMember(CliSession session)
    {
        var user = Name("USER", "Who");
        return New("remove", "Ends a membership.")
            .With(user)
            .AsDeed(session, async (parsed, ct) =>
            {
                var name = parsed.GetRequiredValue(user);
                await session.Connect(parsed).Access.DeleteMemberAsync(session.Team(parsed), name, ct);
                return $"{name} is no longer a member.";
            });
    }

    private static Command CreateServiceAccount(CliSession session)
    {
        var name = Name("NAME", "Shares one namespace with users and teams");
        var role = new Option<string>("--role")
        {
            Description = "admin, member or viewer",
            HelpName = "ROLE",
            DefaultValueFactory = _ => TeamRoles.Member,
        };
        return New("create", "Creates a service account. Its key is shown this once.", "slipway service-account create ci --role member")
            .With(name, role)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Access.CreateServiceAccountAsync(
                    session.Team(parsed),
                    new CreateServiceAccountRequest
                    {
                        Name = parsed.GetRequiredValue(name),
                        Role = parsed.GetRequiredValue(role),
                    },
                    ct),
                (terminal, account) =>
                {
                    terminal.Remark($"{account.Name} is {account.Role}. Keep its key: it is not shown again.");
                    terminal.Say(account.Key);
                });
    }

    private static Command Audit(CliSession session) =>
        New("audit", "Lists who changed what; with --team only there.").AsList(
            session,
            (client, parsed, size, ct) => client.Access.ListAuditAsync(parsed.GetValue(GlobalOptions.Team), size, ct),
            "Nothing was changed yet.",
            [
                new("AT", entry => Human.Time(entry.At)),
                new("WHO", entry => entry.Actor),
                new("TEAM", entry => entry.Team),
                new("WHAT", entry => entry.Action),
                new("SUBJECT", entry => entry.Subject),
                new("DETAIL", entry => entry.Detail),
            ]);
}
