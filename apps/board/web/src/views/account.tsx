import { type Account, logIn, signUp } from "../api.ts";
import { text } from "../language/language.ts";
import { Field, Form } from "../parts/form.tsx";
import { goTo } from "../place.ts";
import { address, home } from "../route.ts";
import { setSession } from "../session.ts";
import { useTitle } from "../title.ts";

/** Logs a member in, and goes where they wanted to. */
export function LogIn({ to }: { to: string }) {
  useTitle(text.logIn);
  return (
    <div class="narrow">
      <h1 tabIndex={-1}>{text.welcomeBack}</h1>
      {to && <p class="hint">{text.sessionOver}</p>}
      <Form label={text.logIn} action={text.logIn} onSubmit={(values) => enter(values, to)}>
        <Credentials autocomplete="current-password" />
      </Form>
      <p>
        {text.noAccount} <a href={address({ view: "signUp", to })}>{text.signUp}</a>
      </p>
    </div>
  );
}

/** Makes an account, and logs the new member in. */
export function SignUp({ to }: { to: string }) {
  useTitle(text.signUp);
  async function submit(values: Record<string, string>) {
    await signUp(values as unknown as Account);
    await enter(values, to);
  }
  return (
    <div class="narrow">
      <h1 tabIndex={-1}>{text.joinBoard}</h1>
      <Form label={text.signUp} action={text.signUp} onSubmit={submit}>
        <Credentials autocomplete="new-password" minLength={8} hint={text.passwordHint} />
        <Field
          name="name"
          label={text.name}
          hint={text.nameHint}
          required
          maxLength={80}
          autocomplete="nickname"
        />
      </Form>
      <p>
        {text.haveAccount} <a href={address({ view: "logIn", to })}>{text.logIn}</a>
      </p>
    </div>
  );
}

function Credentials({
  autocomplete,
  ...password
}: {
  autocomplete: "current-password" | "new-password";
  minLength?: number;
  hint?: string;
}) {
  return (
    <>
      <Field
        name="email"
        type="email"
        label={text.email}
        required
        maxLength={254}
        autocomplete="username"
        autofocus
      />
      <Field
        name="password"
        type="password"
        label={text.password}
        required
        maxLength={128}
        autocomplete={autocomplete}
        {...password}
      />
    </>
  );
}

async function enter({ email = "", password = "" }: Record<string, string>, to: string): Promise<void> {
  setSession(await logIn({ email, password }));
  goTo(to || address(home), { replace: true });
}
