"""JupyterHub for a class: who signs in, what each student's server is, its limits.

    SEMINAR_SPAWNER    docker: a container for each student (Docker, or Podman's socket)
                       accounts: the machine's own accounts, from one shared clone; a
                       limit of memory holds for each program, not for all of a student's
    SEMINAR_TEACHER    who may admit, see and stop everyone
    SEMINAR_LANGUAGE   en or ko: what the form of each start proposes
    SEMINAR_HUB        the folder of the hub's database and its secret
    SEMINAR_SIGN_IN    native (students sign up, the teacher admits), github, lti
    SEMINAR_MEMORY, SEMINAR_CPUS, SEMINAR_PROCESSES    a student's limits
    SEMINAR_DISK       10G: the most that a container writes outside work/; only where
                       Docker's storage has quotas (xfs with pquota, btrfs, zfs)
    SEMINAR_IDLE       seconds without use until a server is stopped

The numbers are measured: see README.md.
"""

import os
import pwd
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

REPO = Path(__file__).resolve().parent.parent
HUB = Path(os.environ.get("SEMINAR_HUB", "/srv/jupyterhub"))
TEACHER = os.environ.get("SEMINAR_TEACHER", "teacher")
CLASS = 300  # servers that may start at once: 4 of 8 were refused at the default

c = get_config()  # noqa: F821
c.JupyterHub.bind_url = os.environ.get("SEMINAR_ADDRESS", "http://:8000")
c.JupyterHub.db_url = f"sqlite:///{HUB}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(HUB / "cookie_secret")
c.JupyterHub.cleanup_servers = False  # a hub that is restarted leaves servers alone
c.JupyterHub.concurrent_spawn_limit = CLASS
c.ConfigurableHTTPProxy.should_start = True
c.ConfigurableHTTPProxy.pid_file = str(HUB / "proxy.pid")
c.Spawner.start_timeout = c.Spawner.http_timeout = 120
MEMORY = os.environ.get("SEMINAR_MEMORY", "2G").upper()
c.Spawner.mem_limit = MEMORY
c.Spawner.cpu_limit = float(os.environ.get("SEMINAR_CPUS", "2"))
PROCESSES = int(os.environ.get("SEMINAR_PROCESSES", "512"))
c.Spawner.environment = {"GOMEMLIMIT": "500MiB"}  # of a cell: 635 MB at most in lesson 04, 900 without


def form(spawner):
    """What a student chooses at each start; /hub/spawn?language=ko chooses by a link."""
    before = spawner.user_options.get("language") or os.environ.get("SEMINAR_LANGUAGE", "en")
    choices = "".join(f'<option value="{value}"{" selected" if value == before else ""}>{said}</option>'
                      for value, said in LANGUAGES.items())
    return f'<label>Language of the lessons <select class="form-control" name="language">{choices}</select></label>'


def speak(spawner, options):
    """Opens the lessons in the chosen language; where none was, in the class's."""
    chosen = options.get("language") or os.environ.get("SEMINAR_LANGUAGE", "en")
    if chosen not in LANGUAGES:
        raise ValueError(f"language {chosen!r}: expected en or ko")
    spawner.environment = {**spawner.environment, "SEMINAR_LANGUAGE": chosen}


LANGUAGES = {"en": "English", "ko": "한국어"}
c.Spawner.options_form = form
c.Spawner.options_from_form = lambda said: {"language": said.get("language", [""])[0]}
c.Spawner.apply_user_options = speak

# Who signs in.
c.Authenticator.admin_users = {TEACHER}
c.Authenticator.allow_all = True  # whoever the class below lets in
sign_in = os.environ.get("SEMINAR_SIGN_IN", "native")
if sign_in == "native":  # a sign-up waits at /hub/authorize until the teacher admits it
    import nativeauthenticator
    from jupyterhub.handlers import BaseHandler
    from nativeauthenticator.handlers import LoginHandler
    # NativeAuthenticator 1.3.0 times a sign-in by what JupyterHub 6 no longer has, and
    # cannot show the hub's errors in its form.
    watch = SimpleNamespace(start=lambda: watch, stop=lambda send: None)
    LoginHandler.statsd = SimpleNamespace(timer=lambda name: watch)
    LoginHandler.render_template = BaseHandler.render_template
    c.JupyterHub.authenticator_class = "native"
    c.JupyterHub.template_paths = [f"{Path(nativeauthenticator.__file__).parent}/templates"]
    c.NativeAuthenticator.minimum_password_length = 10
    c.NativeAuthenticator.allowed_failed_logins = 5
    c.NativeAuthenticator.check_common_password = True
elif sign_in == "github":  # any OAuth or OpenID provider in this way: oauthenticator's classes
    c.JupyterHub.authenticator_class = "github"
    c.Authenticator.allow_all = False
    c.OAuthenticator.oauth_callback_url = os.environ["OAUTH_CALLBACK_URL"]
    c.OAuthenticator.client_id = os.environ["OAUTH_CLIENT_ID"]
    c.OAuthenticator.client_secret = os.environ["OAUTH_CLIENT_SECRET"]
    c.GitHubOAuthenticator.allowed_organizations = {os.environ["GITHUB_ORGANIZATION"]}
elif sign_in == "lti":  # LTI 1.3, as Moodle and Canvas speak it; the platform's three addresses
    c.JupyterHub.authenticator_class = "ltiauthenticator.lti13.auth.LTI13Authenticator"
    c.LTI13Authenticator.issuer = os.environ["LTI_ISSUER"]
    c.LTI13Authenticator.client_id = {os.environ["LTI_CLIENT_ID"]}
    c.LTI13Authenticator.authorize_url = os.environ["LTI_AUTHORIZE_URL"]
    c.LTI13Authenticator.jwks_endpoint = os.environ["LTI_JWKS_URL"]
    c.LTI13Authenticator.username_key = "email"
else:
    raise ValueError(f"SEMINAR_SIGN_IN={sign_in}: expected native, github or lti")


def containers():
    """A container for each student; its volume holds work/ alone, all else is the image's."""
    seminar = "/home/student/seminar"
    c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
    c.DockerSpawner.image = os.environ.get("SEMINAR_IMAGE", "seminar:cpu")
    c.DockerSpawner.cmd = ["python3", "kernel-setup/environ.py", "python", "kernel-setup/lab.py"]
    c.DockerSpawner.network_name = os.environ.get("SEMINAR_NETWORK", "classroom")
    c.DockerSpawner.use_internal_ip = True
    c.DockerSpawner.volumes = {"seminar-{username}": f"{seminar}/work"}
    c.DockerSpawner.notebook_dir = ""  # lab.py names it
    c.DockerSpawner.remove = True  # a stopped server leaves no process and no layer
    c.DockerSpawner.extra_host_config = {
        "init": True,
        "pids_limit": PROCESSES,
        "memswap_limit": MEMORY.lower(),  # no swap beyond the memory
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges"],
    }
    if disk := os.environ.get("SEMINAR_DISK"):
        c.DockerSpawner.extra_host_config["storage_opt"] = {"size": disk}
    c.JupyterHub.hub_ip = "0.0.0.0"  # the containers' network reaches it
    c.JupyterHub.hub_connect_ip = os.environ.get("SEMINAR_HUB_NAME", "hub")


def accounts():
    """The machine's accounts, from this clone: `make share` first, and the hub as root.
    The system counts processes a user, but memory a program (--data)."""
    c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
    size = int(MEMORY[:-1]) << 10 * (1 + "KMGT".index(MEMORY[-1]))
    c.Spawner.cmd = ["prlimit", f"--nproc={2 * PROCESSES}", f"--data={size}", sys.executable,
                     f"{REPO}/kernel-setup/environ.py", "python", f"{REPO}/kernel-setup/lab.py"]
    c.Spawner.env_keep = ["PATH", "LANG"]
    c.Spawner.post_stop_hook = end_rest


def end_rest(spawner):
    """Ends what a stopped server left of its user, such as the language server: all at
    once, since a fork bomb is faster than one who ends them in turn."""
    subprocess.run(["sh", "-c", "kill -KILL -1"], user=pwd.getpwnam(spawner.user.name).pw_uid, stderr=subprocess.DEVNULL)


spawner = os.environ.get("SEMINAR_SPAWNER", "docker")
if spawner not in ("docker", "accounts"):
    raise ValueError(f"SEMINAR_SPAWNER={spawner}: expected docker or accounts")
(containers if spawner == "docker" else accounts)()

IDLE = int(os.environ.get("SEMINAR_IDLE", "3600"))
c.JupyterHub.services = [{"name": "cull", "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE}",
                                                      f"--cull-every={max(1, IDLE // 12)}"]}]
c.JupyterHub.load_roles = [{"name": "cull", "services": ["cull"],
                            "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"]}]
if token := os.environ.get("SEMINAR_CHECK_TOKEN"):  # of classroom_check.py alone
    c.JupyterHub.services.append({"name": "check", "api_token": token})
    c.JupyterHub.load_roles.append({"name": "check", "services": ["check"],
                                    "scopes": ["admin:users", "admin:servers", "tokens", "access:servers", "read:hub"]})
